"""What each extract must look like, written as contracts, and the reading that names every row that breaks one."""
