"""The public inquiry (istruttoria pubblica): its definition, what people say, what the city answers."""
