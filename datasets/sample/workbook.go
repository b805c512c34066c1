package sample

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fabbisogno/datasets/series"
)

// mark stands on every sheet.
const mark = "DATI DIMOSTRATIVI SINTETICI - SYNTHETIC DEMONSTRATION DATA"

// smallest cell for which a share is shown; below it the sign "-" stands.
const smallest = 50

var monthNames = [12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
	"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

// table is one sheet before it has a number.
type table struct {
	title string
	draw  func(m *model, d month, w *tableWriter)
}

// tables are in the order of the first year; later years turn the order, so
// that only the words of a title find a table.
func tables() []table {
	const entries = "Lavoratori previsti in entrata dalle imprese"
	const hard = "Quota di entrate difficili da reperire"
	return []table{
		{entries + ", difficoltà di reperimento e immigrati, per settore di attività", drawSectors},
		{entries + ", difficoltà di reperimento e immigrati, per gruppo professionale", drawOccupations},
		{entries + " per settore di attività e grande gruppo professionale", drawSectorsByOccupation},
		{entries + " per regione e settore di attività", drawRegionsBySector},
		{hard + ", per regione e settore di attività (valori percentuali)", drawRegionsBySectorHard},
		{entries + " per regione e grande gruppo professionale", drawRegionsByOccupation},
		{hard + ", per regione e grande gruppo professionale (valori percentuali)", drawRegionsByOccupationHard},
		{entries + ", difficoltà di reperimento e immigrati, per regione", drawRegions},
	}
}

// workbook is the i-th month's file.
func (m *model) workbook(i int) ([]byte, error) {
	d := m.month(i)
	p := d.period
	when := monthNames[p.Sub()-1] + " " + strconv.Itoa(p.Year())
	var b book
	index, note := b.add(" Indice"), b.add("Nota") // the leading blank is the source's
	index.set(0, 0, cell{text: "Sistema informativo Excelsior - Italia - " + when, style: title})
	index.set(1, 0, cell{text: mark, style: warning})
	drawNote(note, when, d.hasPrimary)
	all := tables()
	turn := (p.Year() - series.MustPeriod(firstMonth).Year()) % len(all)
	for k := range all {
		t := all[(k+turn)%len(all)]
		s := b.add("Tav" + strconv.Itoa(k+1))
		name := fmt.Sprintf("Tavola %d - %s - %s", k+1, t.title, when)
		index.set(3+k, 0, cell{text: name})
		w := newTableWriter(s, name, p.Year())
		t.draw(m, d, w)
		w.finish()
	}
	index.widths = []float64{110}
	return b.bytes(time.Date(p.Year(), time.Month(p.Sub()), releaseDay, 0, 0, 0, 0, time.UTC))
}

func drawNote(s *sheet, when string, hasPrimary bool) {
	field := "industria e servizi"
	if hasPrimary {
		field = "settore primario, industria e servizi"
	}
	for i, line := range []string{
		"Nota metodologica - " + when, mark, "",
		"Questi dati non sono stati rilevati da nessuno: sono generati da un programma per mostrare come funziona lo studio.",
		"I totali sono calibrati sulle cifre pubblicate, dove esistono; la ripartizione tra settori, professioni e regioni è ipotizzata.",
		"These data were not collected by anyone: a program generated them to show how the study works.",
		"Totals are calibrated on published figures where there are any; the split by sector, occupation and region is assumed.",
		"Campo di osservazione: imprese con dipendenti di " + field + ".",
		"Entrate: contratti di durata superiore a un mese o a tempo indeterminato, arrotondati alle decine.",
		"Il segno (-) indica un valore non significativo: non è uno zero.",
	} {
		if line == "" {
			continue
		}
		st := plain
		switch line {
		case mark:
			st = warning
		}
		s.set(i, 0, cell{text: line, style: st})
	}
	s.widths = []float64{120}
}

// tableWriter lays one table out: title in the first dozen rows, merged over
// the columns; two merged header rows; rows; notes below.
type tableWriter struct {
	sheet *sheet
	row   int
	cols  int
	head  int // row of the title
}

// newTableWriter places the title; the row differs between years.
func newTableWriter(s *sheet, name string, year int) *tableWriter {
	w := &tableWriter{sheet: s, head: 1 + year%3}
	s.set(0, 0, cell{text: "Sistema informativo Excelsior", style: small})
	s.set(w.head, 0, cell{text: name, style: title})
	s.set(w.head+1, 0, cell{text: mark, style: warning})
	w.row = w.head + 3
	return w
}

// headers writes two header rows. A group spans the columns that follow with an
// empty group; a column without a sub-header is merged downwards.
func (w *tableWriter) headers(groups, subs []string) {
	w.cols = len(groups)
	for j := 0; j < len(groups); {
		end := j
		for end+1 < len(groups) && groups[end+1] == "" {
			end++
		}
		w.sheet.set(w.row, j, cell{text: groups[j], style: header})
		if subs[j] == "" {
			w.sheet.merge(w.row, j, w.row+1, end)
		} else {
			w.sheet.merge(w.row, j, w.row, end)
		}
		j = end + 1
	}
	for j, text := range subs {
		if text != "" {
			w.sheet.set(w.row+1, j, cell{text: text, style: header})
		}
	}
	w.sheet.merge(w.head, 0, w.head, w.cols-1)
	w.sheet.merge(w.head+1, 0, w.head+1, w.cols-1)
	w.sheet.widths = append([]float64{62}, constant(w.cols-1, 16)...)
	w.row += 2
}

// line writes a label and its cells. A bold line is a group or the total.
func (w *tableWriter) line(label string, bold bool, cells ...cell) {
	st := plain
	if bold {
		st = strong
	}
	w.sheet.set(w.row, 0, cell{text: label, style: st})
	for j, c := range cells {
		if bold && c.style == count {
			c.style = countSum
		}
		if bold && c.style == percent {
			c.style = percentSum
		}
		w.sheet.set(w.row, j+1, c)
	}
	w.row++
}

// finish writes the notes below the table.
func (w *tableWriter) finish() {
	w.row++
	for _, text := range []string{
		"(*) Valori assoluti arrotondati alle decine. A causa degli arrotondamenti i totali possono non coincidere con la somma dei singoli valori.",
		"Il segno (-) indica un valore statisticamente non significativo.",
		"Fonte: generatore dimostrativo di Fabbisogno, nel formato delle tavole Excelsior - " + mark,
	} {
		w.sheet.set(w.row, 0, cell{text: text, style: small})
		w.row++
	}
}

// persons is a count, "-" for none, because the source shows no zeros.
func persons(n int) cell {
	if n < 10 {
		return cell{text: "-", style: count}
	}
	return cell{number: strconv.Itoa(n), style: count}
}

// rate is a share, "-" when too few entries stand behind it.
func rate(v float64, entries float64) cell {
	if entries < smallest {
		return cell{text: "-", style: percent}
	}
	return cell{number: number(v), style: percent}
}

// italian turns a number cell into the text form some years have: 1.234 and 46,9.
func italian(c cell) cell {
	if c.number == "" {
		return c
	}
	if c.style == count {
		digits := c.number
		for i := len(digits) - 3; i > 0; i -= 3 {
			digits = digits[:i] + "." + digits[i:]
		}
		return cell{text: digits, style: c.style}
	}
	v, _ := strconv.ParseFloat(c.number, 64) // written by number
	return cell{text: strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), ".", ",", 1), style: c.style}
}
