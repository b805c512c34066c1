package page

// statementWords are the accessibility statement. It says what was built and
// what was checked by machine, and claims no more than that.
func statementWords() []word {
	return []word{
		{"acc.title", "Dichiarazione di accessibilità", "Accessibility statement"},
		{"acc.lede", "Questo sito è costruito per essere letto da tutti: con la tastiera, con un lettore di schermo, senza colori, su carta, su un telefono piccolo.",
			"This site is built to be read by everyone: with the keyboard, with a screen reader, without colour, on paper, on a small phone."},
		{"acc.state", "Stato", "Status"},
		{"acc.state.1", "L'obiettivo è la conformità alle WCAG 2.2, livello AA. Il sito non è stato valutato da terzi: questa dichiarazione riporta che cosa è stato costruito e che cosa controlla il programma a ogni pubblicazione.",
			"The aim is conformance with WCAG 2.2, level AA. The site has not been assessed by a third party: this statement says what was built and what the program checks at each publication."},
		{"acc.built", "Che cosa è stato fatto", "What was done"},
		{"acc.built.1", "Ogni figura ha un titolo che dice il risultato, una descrizione e una tabella con gli stessi numeri e gli intervalli.",
			"Every figure has a title that states the result, a description, and a table with the same numbers and the intervals."},
		{"acc.built.2", "Il colore non è mai l'unico segno: tratto, forma ed etichette dicono lo stesso.",
			"Colour is never the only sign: dash, shape and labels say the same."},
		{"acc.built.3", "Testi con contrasto di almeno 4,5 a 1, parti grafiche di almeno 3 a 1, in tema chiaro e scuro.",
			"Text has a contrast of at least 4.5 to 1, graphic parts at least 3 to 1, in the light and the dark theme."},
		{"acc.built.4", "Tutto funziona con la tastiera e senza script; i comandi misurano almeno 44 pixel.",
			"Everything works with the keyboard and without a script; controls measure at least 44 pixels."},
		{"acc.built.5", "Le pagine si adattano a 320 pixel senza scorrere di lato; le tabelle larghe scorrono nel loro riquadro.",
			"Pages fit 320 pixels without sideways scrolling; wide tables scroll inside their box."},
		{"acc.checked", "Che cosa controlla il programma", "What the program checks"},
		{"acc.checked.1", "Un solo titolo principale, ordine dei titoli, identificatori unici, collegamenti validi, le nove parti di ogni figura, le stesse figure in entrambe le lingue, nessuna richiesta ad altri siti, peso delle pagine.",
			"One main heading, order of headings, unique identifiers, valid links, the nine parts of every figure, the same figures in both languages, no request to other sites, page weight."},
		{"acc.limits", "Limiti noti", "Known limits"},
		{"acc.limits.1", "I disegni sono un'unica immagine con descrizione: i singoli punti si leggono nella tabella. Le mappe a riquadri mostrano le regioni nel loro posto approssimativo.",
			"Drawings are one image with a description: single points are read in the table. Tile maps show regions in their rough place."},
		{"acc.report", "Segnalare un problema", "Report a problem"},
		{"acc.report.1", "Chi pubblica questo sito è tenuto a indicare qui un recapito. Questa copia è stata prodotta dal programma e non ne indica uno.",
			"Whoever publishes this site is to name a contact here. This copy was made by the program and names none."},
	}
}
