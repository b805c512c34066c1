package page

// scriptWords belong to the controls that the script brings to life. The script
// puts numbers and names in place of {n}, {all} and {first}.
func scriptWords() []word {
	return []word{
		{"weigh.title", "Prova altri pesi", "Try other weights"},
		{"weigh.intro",
			"La graduatoria pubblicata dà a tutti gli indicatori lo stesso peso. Qui i pesi si possono cambiare, da 0 a 10; accanto, la quota sul totale. Il punteggio diventa la media aritmetica degli indicatori, portati su una scala da 0 a 100, con i pesi scelti.",
			"The published ranking gives every indicator the same weight. Here the weights can be changed, from 0 to 10; beside each, its share of the total. The score becomes the arithmetic mean of the indicators, brought to a scale of 0 to 100, with the weights you choose."},
		{"weigh.caution",
			"È un calcolo di chi legge, non un risultato pubblicato: intervalli, posti possibili e classi della figura valgono solo con i pesi pubblicati.",
			"It is the reader's own calculation, not a published result: the intervals, possible places and classes of the figure hold for the published weights only."},
		{"weigh.weights", "Pesi degli indicatori", "Weights of the indicators"},
		{"weigh.reset", "Torna ai pesi pubblicati", "Back to the published weights"},
		{"weigh.copy", "Copia il link a questi pesi", "Copy the link to these weights"},
		{"weigh.caption", "Graduatoria con i pesi scelti, accanto a quella pubblicata", "Ranking with the weights chosen, beside the published one"},
		{"weigh.place", "Posto con questi pesi", "Place with these weights"},
		{"weigh.published", "Posto pubblicato", "Published place"},
		{"weigh.moved", "Spostamento", "Move"},
		{"weigh.score", "Punteggio con questi pesi", "Score with these weights"},
		{"weigh.publishedscore", "Punteggio pubblicato", "Published score"},
		{"weigh.said", "Posti cambiati: {n} su {all}. In testa: {first}.", "Places changed: {n} of {all}. In the lead: {first}."},
		{"weigh.same", "Con i pesi pubblicati: i posti sono quelli della figura.", "With the published weights: the places are those of the figure."},
		{"weigh.none", "Tutti i pesi sono a zero: nessuna graduatoria.", "All weights are at zero: no ranking."},
		{"search.title", "Cerca una professione o un settore, per nome o codice", "Find an occupation or a sector, by name or code"},
		{"search.heading", "Professioni e settori", "Occupations and sectors"},
		{"search.occupation", "professione", "occupation"},
		{"search.sector", "settore", "sector"},
		{"search.list", "Tutte le professioni e i settori", "All occupations and sectors"},
		{"search.count", "{n} su {all}", "{n} of {all}"},
		{"search.none", "Nessuna voce con queste parole.", "No entry with these words."},
		{"series", "Serie del grafico", "Series of the chart"},
		{"series.hint", "Premi per nascondere o mostrare questa serie", "Press to hide or show this series"},
	}
}
