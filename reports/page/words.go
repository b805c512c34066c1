package page

import (
	"sync"

	"fabbisogno/datasets/codes"
)

// word is one text of the pages themselves, in both languages.
type word struct {
	key    string
	it, en string
}

// Words are the texts of the pages by key. A key that a template asks for and
// that is not here stops the build; TestWords holds both languages complete. The map
// is one for all and is not to be changed.
func Words() map[string]codes.Text { return allWords() }

// allWords are gathered once: every page asks for some.
var allWords = sync.OnceValue(func() map[string]codes.Text {
	out := make(map[string]codes.Text)
	for _, list := range [][]word{frameWords(), reportWords(), annexWords(), siteWords(), statementWords(), intakeWords(), briefWords(), sheetWords(), scriptWords()} {
		for _, w := range list {
			out[w.key] = codes.Text{IT: w.it, EN: w.en}
		}
	}
	return out
})

// frameWords stand around every page.
func frameWords() []word {
	return []word{
		{"skip", "Vai al contenuto", "Skip to content"},
		{"brand.line", "Fabbisogni professionali", "Professional needs"},
		{"home", "Tutte le edizioni", "All editions"},
		{"switch.label", "English", "Italiano"},
		{"switch.title", "Leggi questa pagina in inglese", "Read this page in Italian"},
		{"theme", "Tema", "Theme"},
		{"theme.full", "Tema: scuro", "Theme: dark"},
		{"print", "Stampa", "Print"},
		{"tools", "Strumenti della pagina", "Page tools"},
		{"demo.mark", "Dati dimostrativi", "Demonstration data"},
		{"demo.title", "Dati dimostrativi, non statistiche ufficiali.", "Demonstration data, not official statistics."},
		{"demo.body",
			"Le figure che ne usano portano il contrassegno; le altre mostrano cifre pubblicate, con la loro fonte.",
			"Figures that use them carry the mark; the others show published figures, with their source."},
		{"footer.about", "Fabbisogno calcola quali settori e professioni mancano di persone, quante ne serviranno e con quale incertezza.",
			"Fabbisogno works out which sectors and occupations are short of people, how many will be needed, and how sure that is."},
		{"footer.offline", "Questa pagina non carica nulla da altri siti e si legge anche senza rete.",
			"This page loads nothing from elsewhere and can be read without a network."},
		{"footer.software", "Prodotto con Fabbisogno", "Made with Fabbisogno"},
		{"contact", "Contatti", "Contact"},
		{"footer.nav", "Piè di pagina", "Footer"},
		{"accessibility", "Accessibilità", "Accessibility"},
		{"licence.short", "Testo e dati: CC BY 4.0. Codice: Apache-2.0.", "Text and data: CC BY 4.0. Code: Apache-2.0."},
		{"top", "Torna su", "Back to top"},
	}
}

// reportWords belong to the report page.
func reportWords() []word {
	return []word{
		{"edition", "Edizione", "Edition"},
		{"status", "Stato", "Status"},
		{"asof", "Dati disponibili al", "Data available by"},
		{"asof.day", "dati disponibili al", "data available by"},
		{"released", "Pubblicazione", "Released"},
		{"next", "Prossima uscita", "Next release"},
		{"pdf", "PDF da stampare", "PDF to print"},
		{"cite", "Come citare", "How to cite"},
		{"alldata", "Tutti i dati", "All data"},
		{"other.editions", "Altri territori", "Other territories"},
		{"permanent", "Indirizzo permanente di questa edizione", "Permanent address of this edition"},
		{"contents", "Indice", "Contents"},
		{"key.title", "I risultati in breve", "Key findings"},
		{"tiles.title", "In numeri", "In numbers"},
		{"cautions.title", "Cautele", "Cautions"},
		{"see", "Vedi", "See"},
		{"figure", "Figura", "Figure"},
		{"chapter", "Capitolo", "Chapter"},
		{"annex", "Allegato", "Annex"},
		{"annexes", "Allegati", "Annexes"},
		{"grade", "Grado", "Grade"},
		{"grade.A", "solido", "solid"},
		{"grade.B", "utilizzabile", "usable"},
		{"grade.C", "debole", "weak"},
		{"grade.D", "non pubblicabile", "not publishable"},
		{"absent", "Che cosa manca qui", "What is missing here"},
		{"howto", "Come si legge.", "How to read."},
		{"notes", "Note", "Notes"},
		{"source", "Fonte", "Source"},
		{"sources", "Fonti", "Sources"},
		{"accessed", "edizione del", "release of"},
		{"ourelab", "nostra elaborazione", "our elaboration"},
		{"licence", "Licenza", "Licence"},
		{"licence.quotation", "citazione di cifre stampate", "quotation of printed figures"},
		{"tools.figure", "Dati e strumenti della figura", "Data and tools of figure"},
		{"csv", "CSV", "CSV"},
		{"csv.title", "Dati con virgola e punto decimale, per programmi", "Comma-separated with decimal point, for programs"},
		{"csvit", "CSV italiano", "CSV (Italian)"},
		{"csvit.title", "Dati con punto e virgola e virgola decimale, per fogli di calcolo in italiano", "Semicolons and decimal comma, for spreadsheets in Italian"},
		{"json", "Metadati", "Metadata"},
		{"json.title", "Descrizione, unità, fonti, licenze e tracciabilità in JSON", "Description, units, sources, licences and lineage as JSON"},
		{"permalink", "Collegamento", "Permalink"},
		{"copied", "Copiato", "Copied"},
		{"lineage", "Come nasce questo numero", "How this number is made"},
		{"table", "Tabella", "Table"},
		{"table.rows", "righe", "rows"},
		{"table.row", "riga", "row"},
		{"table.box", "Tabella scorrevole della figura", "Scrollable table of figure"},
		{"sort", "Ordina per questa colonna", "Sort by this column"},
		{"filter", "Mostra le righe con", "Show rows with"},
		{"marks", "Segni: .. dato mancante; (c) dato riservato; - non applicabile.", "Marks: .. missing; (c) suppressed; - not applicable."},
		{"interval", "intervallo", "interval"},
		{"drawing.demo", "Figura su dati dimostrativi", "Figure on demonstration data"},
	}
}

// annexWords belong to the annexes and the pages on lineage.
func annexWords() []word {
	return []word{
		{"methods", "Metodi", "Methods"},
		{"methods.intro", "Ogni metodo con idea, formula, dati, limiti e fonte. I valori assunti sono indicati come tali.", "Each method with its idea, formula, data, limits and source. Assumed values are marked as such."},
		{"idea", "Idea", "Idea"},
		{"formula", "Formula", "Formula"},
		{"inputs", "Dati usati", "Inputs"},
		{"limits", "Limiti", "Limits"},
		{"version", "versione", "version"},
		{"parameters", "Parametri", "Parameters"},
		{"parameter", "Parametro", "Parameter"},
		{"value", "Valore", "Value"},
		{"meaning", "Significato", "Meaning"},
		{"assumed", "assunto", "assumed"},
		{"data", "Dati", "Data"},
		{"data.intro", "Le serie di dati usate, con produttore, licenza, interruzioni e avvertenze.", "The data sets used, with producer, licence, breaks and warnings."},
		{"dataset", "Serie di dati", "Data set"},
		{"provider", "Produttore", "Producer"},
		{"release", "Uscita", "Release"},
		{"files", "File", "Files"},
		{"observations", "Osservazioni", "Observations"},
		{"rejected", "Scartate", "Set aside"},
		{"breaks", "Interruzioni e avvertenze", "Breaks and warnings"},
		{"basis", "Base", "Basis"},
		{"basis.demonstration", "dimostrativa", "demonstration"},
		{"basis.published", "pubblicata", "published"},
		{"quality", "Qualità", "Quality"},
		{"words", "Parole della probabilità", "Probability words"},
		{"words.intro", "Quando il testo usa una di queste parole, il numero la segue nella stessa frase. I confini appartengono alla classe più alta.", "Where the text uses one of these words, the number follows in the same sentence. Boundaries belong to the higher class."},
		{"word", "Parola", "Word"},
		{"probability", "Probabilità", "Probability"},
		{"glossary", "Glossario", "Glossary"},
		{"downloads", "Scarica i dati", "Downloads"},
		{"downloads.intro", "Per ogni figura i dati in due forme di CSV e una descrizione in JSON. Un solo file zip contiene tutto, con le istruzioni e il dizionario dei dati.", "For each figure the data in two forms of CSV and a description in JSON. One zip file holds everything, with a README and a data dictionary."},
		{"downloads.zip", "Tutti i dati di questa edizione", "All data of this edition"},
		{"citation", "Citazione e licenza", "Citation and licence"},
		{"citation.text", "Citazione consigliata", "Suggested citation"},
		{"citation.bibtex", "Citazione in BibTeX", "Citation in BibTeX"},
		{"citation.how", "Si cita prima il produttore dei dati, poi questo studio.", "Cite the producer of the data first, then this study."},
		{"revisions", "Storia delle revisioni", "Revision history"},
		{"revisions.figures", "Figure", "Figures"},
		{"revisions.size", "Variazione più ampia", "Largest change"},
		{"revisions.announced", "Edizione rivista il", "Edition revised on"},
		{"moved.title", "Che cosa è cambiato dall'edizione", "What moved since edition"},
		{"moved.intro", "Confronto, valore per valore, con i file pubblicati allora. Un valore è cambiato se si legge diverso nella tabella o nei suoi limiti.",
			"A comparison, value by value, with the files published then. A value has changed when it, or one of its bounds, reads differently in the table."},
		{"moved.same", "Figure uguali in ogni valore", "Figures equal in every value"},
		{"moved.compared", "Valori confrontati", "Values compared"},
		{"moved.changed", "Cambiati", "Changed"},
		{"moved.added", "Aggiunti", "Added"},
		{"moved.removed", "Tolti", "Removed"},
		{"moved.largest", "Variazione più ampia in proporzione", "Largest change in proportion"},
		{"moved.new", "figura nuova", "new figure"},
		{"moved.gone", "figura non più presente", "figure no longer there"},
		{"date", "Data", "Date"},
		{"what", "Che cosa", "What"},
		{"why", "Perché", "Why"},
		{"reproduce", "Riprodurre questo rapporto", "Reproduce this report"},
		{"reproduce.intro", "Con gli stessi file, la stessa versione e gli stessi argomenti il sito è uguale byte per byte.", "With the same files, the same version and the same arguments the site is equal byte for byte."},
		{"reproduce.check", "Le somme di controllo di tutti i file del sito sono in", "The checksums of every file of the site are in"},
		{"software", "Versione del programma", "Software version"},
		{"seed", "Seme", "Seed"},
		{"lineage.title", "Come nasce la figura", "How this is made: figure"},
		{"lineage.intro", "Dal numero stampato al file di partenza: interrogazione, tabelle, file con la loro somma di controllo, licenza, metodo.", "From the printed number to the file it came from: query, tables, files with their checksum, licence, method."},
		{"lineage.back", "Torna alla figura", "Back to the figure"},
		{"lineage.query", "Interrogazione", "Query"},
		{"lineage.query.intro", "Questa interrogazione SQL sul magazzino dati restituisce le righe della figura.", "This SQL query on the warehouse returns the rows of the figure."},
		{"lineage.inputs", "Tabelle e file", "Tables and files"},
		{"lineage.methods", "Metodi applicati", "Methods applied"},
		{"lineage.nomethod", "Nessun metodo: la figura mostra valori osservati o pubblicati.", "No method: the figure shows observed or published values."},
		{"lineage.run", "Esecuzione", "Run"},
		{"lineage.command", "La stessa catena nel terminale", "The same chain in the terminal"},
		{"lineage.columns", "Colonne", "Columns"},
		{"column", "Colonna", "Column"},
		{"kind", "Tipo", "Kind"},
		{"unit", "Unità", "Unit"},
		{"kind.label", "etichetta", "label"},
		{"kind.value", "valore", "value"},
		{"kind.lower", "limite inferiore", "lower bound"},
		{"kind.upper", "limite superiore", "upper bound"},
		{"kind.status", "stato", "status"},
		{"table.id", "Tabella", "Table"},
		{"sha", "Somma di controllo (SHA-256)", "Checksum (SHA-256)"},
		{"rowsused", "Righe usate", "Rows used"},
		{"method", "Metodo", "Method"},
		{"run.id", "Codice di esecuzione", "Run id"},
		{"run.by", "esecuzione", "run"},
	}
}

// siteWords belong to the landing and index pages.
func siteWords() []word {
	return []word{
		{"landing.title", "Fabbisogni professionali in Italia", "Professional needs in Italy"},
		{"landing.lede",
			"Quali settori e professioni mancano di persone, quante ne serviranno nei prossimi anni, con quale incertezza. Lo studio, in italiano e in inglese, con i dati di ogni figura.",
			"Which sectors and occupations are short of people, how many will be needed over the next years, and how sure that is. The study, in Italian and English, with the data of every figure."},
		{"siblings", "Altri rapporti", "Other reports"},
		{"landing.enter", "Leggi in italiano", "Read in English"},
		{"index.title", "Edizioni", "Editions"},
		{"index.lede", "Un rapporto per l'Italia e uno per regione. Ogni edizione resta al suo indirizzo; quello senza data mostra sempre l'ultima.",
			"One report for Italy and one per region. Every edition stays at its address; the one without a date always shows the latest."},
		{"dcat.dataset", "I dati di ogni figura di un rapporto sui fabbisogni professionali: valori, intervalli, unità, stato e fonte.",
			"The data of every figure of a report on professional needs: values, intervals, units, status and source."},
		{"dcat.zip", "Tutte le figure in CSV, con istruzioni e dizionario dei dati, in un archivio zip", "All figures as CSV, with a README and a data dictionary, in a zip archive"},
		{"dcat.json", "Scheda dell'edizione in JSON: date, revisioni, file con le somme di controllo", "Record of the edition as JSON: days, revisions, files with checksums"},
		{"feed", "Feed delle edizioni", "Feed of editions"},
		{"catalogue", "Catalogo dei dati (DCAT-AP_IT)", "Data catalogue (DCAT-AP_IT)"},
		{"index.permanent", "Indirizzo permanente", "Permanent address"},
		{"calendar.title", "Calendario delle uscite", "Release calendar"},
		{"calendar.table", "Edizioni pubblicate", "Editions published"},
		{"calendar.rule", "La regola: il 20 del mese dopo l'ultimo dato, quando le fonti mensili sono uscite.", "The rule: the 20th of the month after the latest data, once the monthly sources are out."},
		{"calendar.declared", "Le date sono quelle dichiarate da chi pubblica.", "The dates are those declared by the publisher."},
		{"calendar.kept", "Ogni edizione resta leggibile al suo indirizzo; se ne cambia un numero, la storia delle revisioni dice quando, quale e perché.",
			"Every edition stays readable at its address; if one of its numbers changes, the revision history says when, which and why."},
		{"calendar.revised", "Ultima revisione", "Last revision"},
		{"calendar.reports", "Rapporti", "Reports"},
		{"calendar.earlier", "Edizioni precedenti", "Earlier editions"},
		{"index.figures", "figure", "figures"},
		{"index.open", "Apri il rapporto", "Open the report"},
		{"index.data", "Dati (zip)", "Data (zip)"},
		{"index.about", "Che cos'è", "What this is"},
		{"index.about.1",
			"Fabbisogno legge le fonti pubbliche (Istat, Eurostat, Excelsior), conserva ogni file come è arrivato, stima previsioni con intervalli e applica metodi di diagnosi pubblicati.",
			"Fabbisogno reads public sources (Istat, Eurostat, Excelsior), keeps every file as it came, makes forecasts with intervals and applies published methods of diagnosis."},
		{"index.about.2",
			"Ogni cifra riporta alla riga, al file, alla somma di controllo e alla licenza da cui viene.",
			"Every number leads back to the row, the file, the checksum and the licence it comes from."},
		{"index.about.3",
			"L'incertezza fa parte del valore: intervalli in figura, tabella e file da scaricare.",
			"Uncertainty is part of the value: intervals in figure, table and download."},
	}
}
