package ingest

import (
	"slices"
	"strings"
)

// delimited writes one row a cell of the cube.
func (c cube) delimited(header, begin []string, sep string, labelled func(code string) string) []byte {
	var b strings.Builder
	b.WriteString(strings.Join(header, sep) + "\n")
	c.each(func(s, p int) {
		row := slices.Clone(begin)
		for _, code := range c.keys[s] {
			row = append(row, labelled(code))
		}
		row = append(row, c.periods[p], c.value(s, p), c.flag(p))
		b.WriteString(strings.Join(row, sep) + "\n")
	})
	return []byte(b.String())
}

func plain(code string) string { return code }

func (c cube) label(code string) string {
	if l, ok := c.labels[code]; ok {
		return l
	}
	return "label of " + code
}

func (c cube) both(code string) string { return code + ": " + c.label(code) }

func (c cube) sdmxCSV() []byte {
	return c.delimited(append(append([]string{"DATAFLOW"}, c.dims...), "TIME_PERIOD", "OBS_VALUE", c.flagColumn), []string{c.urn()}, ",", plain)
}

func (c cube) sdmxCSVLabels() []byte {
	header := []string{"DATAFLOW"}
	for _, d := range c.dims {
		header = append(header, d+": label of "+d)
	}
	return c.delimited(append(header, "TIME_PERIOD: Time", "OBS_VALUE", c.flagColumn+": Flag"), []string{c.urn()}, ",", c.both)
}

func (c cube) sdmxCSV2(first, sep string, labelled bool) []byte {
	header := []string{first, "STRUCTURE_ID", "ACTION"}
	name := plain
	for _, d := range c.dims {
		if labelled {
			d += ": label of " + d
		}
		header = append(header, d)
	}
	if labelled {
		name = c.both
	}
	return c.delimited(append(header, "TIME_PERIOD", "OBS_VALUE", c.flagColumn), []string{"dataflow", c.urn(), "I"}, sep, name)
}

// tsv writes series as lines and periods as columns; the old form has no
// frequency and blanks behind its cells.
func (c cube) tsv(old bool) []byte {
	var b strings.Builder
	from, blank, time := 0, "", "TIME_PERIOD"
	if old {
		from, blank, time = 1, " ", "time"
	}
	b.WriteString(strings.Join(c.dims[from:], ",") + "\\" + time)
	for _, p := range c.periods {
		b.WriteString("\t" + p + blank)
	}
	for s, key := range c.keys {
		b.WriteString("\n" + strings.Join(key[from:], ","))
		for p := range c.periods {
			b.WriteString("\t" + strings.TrimSpace(c.value(s, p)+" "+c.flag(p)) + blank)
		}
	}
	return []byte(b.String() + "\n")
}

// browser writes the CSV of ISTAT's data browser, codes and labels in pairs.
func (c cube) browser() []byte {
	var header []string
	for _, d := range c.dims {
		header = append(header, d, "Etichetta di "+d)
	}
	header[1] = "Frequenza"
	header = append(header, "TIME_PERIOD", "Osservazione", "OBS_STATUS", `'Stato dell"'osservazione'`)
	var b strings.Builder
	b.WriteString(strings.Join(header, ",") + "\n")
	c.each(func(s, p int) {
		var row []string
		for _, code := range c.keys[s] {
			row = append(row, code, c.label(code))
		}
		state := ""
		if c.flag(p) != "" {
			state = `'e"' provvisorio'`
		}
		b.WriteString(strings.Join(append(row, c.periods[p], c.value(s, p), c.flag(p), state), ",") + "\n")
	})
	return []byte(b.String())
}
