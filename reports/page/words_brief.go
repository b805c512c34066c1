package page

// briefWords belong to the brief.
func briefWords() []word {
	return []word{
		{"brief.link", "In due pagine", "In two pages"},
		{"brief.kicker", "In breve", "In brief"},
		{"brief.report", "Il rapporto intero", "The whole report"},
		{"brief.print", "Stampa due pagine", "Print two pages"},
		{"brief.findings", "Che cosa emerge", "What stands out"},
		{"brief.sure", "Quanto è sicuro", "How sure this is"},
		{"brief.table", "Le più difficili da trovare", "The hardest to find"},
		{"brief.meaning", "Che cosa significa", "What it means"},
		{"brief.unknown", "Che cosa non sappiamo", "What we do not know"},
		{"brief.method", "Metodo", "Method"},
		{"brief.sources", "Fonti e citazione", "Sources and citation"},
		{"brief.address", "Indirizzo", "Address"},
		{"brief.notable", "La graduatoria manca: il rapporto dice che cosa la riempirebbe.", "The ranking is missing: the report says what would fill it."},
	}
}
