"""The assembly's year as Prefect flows: each does what one form asks for, what is then due, then the mail."""

from __future__ import annotations

from flows import assembly_requests as of
from flows.assembly_deeds import perform
from flows.engine import carrier, desk_flow

_carry_out = carrier("atto dell'assemblea", perform)


@desk_flow("assemblea-apertura", "apertura di un ciclo")
def open_assembly(modulo: of.OpenAssembly) -> str:
    """Apre il ciclo annuale descritto da una definizione; la stessa definizione, ripetuta, non cambia nulla."""
    return _carry_out(modulo)


@desk_flow("assemblea-impegno", "impegno del primo sorteggio")
def commit(modulo: of.Commit) -> str:
    """Fissa lista, strati, lettere e fonti pubbliche del primo sorteggio, prima che il caso si conosca."""
    return _carry_out(modulo)


@desk_flow("assemblea-sorteggio", "primo sorteggio")
def draw(modulo: of.Draw) -> str:
    """Sorteggia chi invitare, con i valori delle due fonti pubbliche; chiunque può rifare il conto."""
    return _carry_out(modulo)


@desk_flow("assemblea-previsione", "previsione delle risposte")
def forecast(modulo: of.Forecast) -> str:
    """Dice quanti gruppi comporranno le risposte attese e quali lettere in più servirebbero, prima di spedire."""
    return _carry_out(modulo)


@desk_flow("assemblea-inviti", "inviti da stampare e da spedire")
def invite(modulo: of.Invite) -> str:
    """Prepara le lettere per la stampa e spedisce quelle di posta elettronica; oppure il sollecito."""
    return _carry_out(modulo)


@desk_flow("assemblea-inviti-in-piu", "inviti in più")
def more_letters(modulo: of.MoreLetters) -> str:
    """Sposta le soglie dello stesso sorteggio per invitare altre persone."""
    return _carry_out(modulo)


@desk_flow("assemblea-disponibilita", "lettura delle disponibilità")
def read_availability(modulo: of.ReadAvailability) -> str:
    """Legge le disponibilità raccolte; gli stessi file, ripetuti, non cambiano nulla."""
    return _carry_out(modulo)


@desk_flow("assemblea-impegno-composizione", "impegno della composizione")
def prepare_selection(modulo: of.PrepareSelection) -> str:
    """Pubblica i biglietti numerati della composizione, prima che il numero si conosca."""
    return _carry_out(modulo)


@desk_flow("assemblea-composizione", "composizione dei gruppi")
def select(modulo: of.Select) -> str:
    """Sorteggia un biglietto con i valori delle due fonti pubbliche: i gruppi dell'anno sono composti."""
    return _carry_out(modulo)


@desk_flow("assemblea-cessazione", "cessazione di un mandato")
def end_seat(modulo: of.EndSeat) -> str:
    """Registra la cessazione anticipata di un mandato: il posto diventa vacante."""
    return _carry_out(modulo)


@desk_flow("assemblea-surroga", "chiamata in surroga")
def replace(modulo: of.Replace) -> str:
    """Chiama dalle riserve, con la regola pubblicata, chi tocca per ogni posto vacante."""
    return _carry_out(modulo)


@desk_flow("assemblea-risposta-surroga", "risposta a una chiamata")
def reply(modulo: of.Reply) -> str:
    """Registra la risposta di chi è stato chiamato in surroga."""
    return _carry_out(modulo)


@desk_flow("assemblea-convocazione", "convocazione di una seduta")
def convene(modulo: of.Convene) -> str:
    """Convoca una seduta, la sposta o la annulla: lettere e inviti per le agende partono da soli."""
    return _carry_out(modulo)


@desk_flow("assemblea-gruppi", "gruppi di lavoro")
def assign_groups(modulo: of.AssignGroups) -> str:
    """Dà un gruppo di lavoro a ogni membro che non lo ha, secondo le preferenze e con gruppi di pari numero."""
    return _carry_out(modulo)


@desk_flow("assemblea-tavoli", "tavoli di una seduta")
def lay_tables(modulo: of.LayTables) -> str:
    """Dispone i membri ai tavoli di una seduta: misti, con persone nuove a ogni sessione."""
    return _carry_out(modulo)


@desk_flow("assemblea-presenze", "presenze di una seduta")
def attend(modulo: of.Attend) -> str:
    """Registra chi non è venuto; gli altri convocati risultano presenti."""
    return _carry_out(modulo)


@desk_flow("assemblea-raccomandazione", "voto di una raccomandazione")
def recommend(modulo: of.Recommend) -> str:
    """Mette agli atti una raccomandazione con il suo voto; se la soglia è raggiunta, è approvata."""
    return _carry_out(modulo)


@desk_flow("assemblea-verbale", "verbale di una seduta")
def record_minutes(modulo: of.RecordMinutes) -> str:
    """Scrive il verbale di una seduta con presenze e voti già registrati."""
    return _carry_out(modulo)


@desk_flow("assemblea-rapporto", "rapporto annuale")
def write_report(modulo: of.AnnualReport) -> str:
    """Scrive il rapporto annuale con ciò che è agli atti e lo consegna al Comune."""
    return _carry_out(modulo)


@desk_flow("assemblea-ricezione", "ricezione del rapporto")
def record_receipt(modulo: of.Receipt) -> str:
    """Registra il giorno in cui il Comune ha ricevuto il rapporto: da lì decorre il termine per rispondere."""
    return _carry_out(modulo)


@desk_flow("assemblea-risposte", "lettura delle risposte")
def read_answers(modulo: of.ReadAnswers) -> str:
    """Legge le schede di risposta delle direzioni; chi sbaglia una riga la riceve per posta, da correggere."""
    return _carry_out(modulo)


@desk_flow("assemblea-dossier", "approvazione del dossier")
def approve_dossier(modulo: of.ApproveDossier) -> str:
    """Registra l'approvazione del dossier di risposta; rifiutata finché una raccomandazione è senza risposta."""
    return _carry_out(modulo)


@desk_flow("assemblea-gettoni", "elenco dei gettoni")
def list_allowances(modulo: of.Allowances) -> str:
    """Scrive l'elenco dei gettoni di presenza di un periodo."""
    return _carry_out(modulo)


@desk_flow("assemblea-biennale", "sessione biennale")
def open_biennial(modulo: of.Biennial) -> str:
    """Apre la sessione aperta a tutti, come istruttoria con una definizione sua."""
    return _carry_out(modulo)


@desk_flow("assemblea-cancellazione", "cancellazione dei dati personali")
def erase(modulo: of.Erase) -> str:
    """Cancella i dati personali a conservazione finita e mette a verbale che cosa è stato cancellato."""
    return _carry_out(modulo)


@desk_flow("assemblea-verifica", "verifica di un ciclo")
def verify(modulo: of.Verify) -> str:
    """Controlla protocollo, fatti, documenti e lettere del ciclo, e rifà i due sorteggi dalle loro fonti."""
    return _carry_out(modulo)
