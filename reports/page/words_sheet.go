package page

// sheetWords belong to the sheets and to the ways to them.
func sheetWords() []word {
	return []word{
		{"sheet.occupation", "Professioni", "Occupations"},
		{"sheet.sector", "Settori", "Sectors"},
		{"sheet.occupation.lede", "Una scheda per gruppo professionale: che cosa ne dicono i rapporti, con intervalli e fonti.", "A sheet for each occupation group: what the reports say of it, with intervals and sources."},
		{"sheet.sector.lede", "Una scheda per settore: che cosa ne dicono i rapporti, con intervalli e fonti.", "A sheet for each sector: what the reports say of it, with intervals and sources."},
		{"sheet.all", "Tutte le schede", "All sheets"},
		{"sheet.code", "Codice", "Code"},
		{"sheet.name", "Nome", "Name"},
		{"sheet.facts", "I numeri per l'Italia", "The numbers for Italy"},
		{"sheet.measure", "Misura", "Measure"},
		{"sheet.value", "Valore", "Value"},
		{"sheet.interval", "Intervallo", "Interval"},
		{"sheet.from", "Da dove viene", "Where it comes from"},
		{"sheet.noregions", "Confronto fra regioni: nelle regioni la fonte diffonde solo i grandi gruppi; vedi la scheda del grande gruppo (prima cifra del codice).", "Comparison of regions: by region the source releases major groups only; see the sheet of the major group (first digit of the code)."},
		{"sheet.home", "Tutte le voci nel rapporto", "All items in the report"},
		{"sheet.absent", "Che cosa manca qui", "What is missing here"},
		{"sheet.absent.occupation", "Occupati, quota di chi ha 55 anni e oltre, fabbisogno all'orizzonte, istruzione richiesta, professioni vicine: si aggiungono quando una loro fonte è nello spazio di lavoro.", "Persons employed, share aged 55 and over, openings to the horizon, education asked for, nearby occupations: they are added once a source of theirs lies in the workspace."},
		{"sheet.absent.sector", "Occupati, quota di chi ha 55 anni e oltre, fabbisogno all'orizzonte, istruzione richiesta: si aggiungono quando una loro fonte è nello spazio di lavoro.", "Persons employed, share aged 55 and over, openings to the horizon, education asked for: they are added once a source of theirs lies in the workspace."},
		{"sheet.note", "Ogni valore è una cella della tabella di una figura: i collegamenti portano alla figura, al file CSV e alla pagina che dice come nasce.", "Each value is a cell of a figure's table: the links lead to the figure, to its CSV and to the page that says how it is made."},
		{"landing.scarcest", "Professioni più difficili da trovare", "Occupations hardest to find"},
		{"landing.brief", "In due pagine", "In two pages"},
	}
}
