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
		{"sheet.facts", "In numeri, Italia", "In numbers, Italy"},
		{"sheet.measure", "Misura", "Measure"},
		{"sheet.value", "Valore", "Value"},
		{"sheet.interval", "Intervallo", "Interval"},
		{"sheet.from", "Da dove viene", "Where it comes from"},
		{"sheet.regions", "Nelle regioni", "In the regions"},
		{"sheet.territory", "Territorio", "Territory"},
		{"sheet.noregions", "Nessun rapporto regionale di questa edizione dà questa voce: dove i campioni sono piccoli la fonte diffonde solo i grandi gruppi.", "No regional report of this edition has this item: where samples are small the source releases major groups only."},
		{"sheet.absent.occupation", "Non ancora qui: quota di chi ha 55 anni e oltre, fabbisogno all'orizzonte, istruzione richiesta, professioni vicine. Si aggiungono quando una loro fonte è nello spazio di lavoro. Il percorso nel tempo è nel rapporto, per il totale delle entrate.", "Not here yet: share aged 55 and over, openings to the horizon, education asked for, nearby occupations. They are added once a source of theirs lies in the workspace. The path over time is in the report, for all entries together."},
		{"sheet.absent.sector", "Non ancora qui: quota di chi ha 55 anni e oltre, fabbisogno all'orizzonte, istruzione richiesta. Si aggiungono quando una loro fonte è nello spazio di lavoro. Il percorso nel tempo è nel rapporto, per il totale delle entrate.", "Not here yet: share aged 55 and over, openings to the horizon, education asked for. They are added once a source of theirs lies in the workspace. The path over time is in the report, for all entries together."},
		{"sheet.note", "Ogni valore è una cella della tabella di una figura: il collegamento porta alla figura, al file CSV e alla pagina che dice come nasce.", "Each value is a cell of a figure's table: the link leads to the figure, to its CSV and to the page that says how it is made."},
		{"landing.scarcest", "Le professioni più difficili da trovare", "The occupations hardest to find"},
		{"landing.brief", "in due pagine", "in two pages"},
	}
}
