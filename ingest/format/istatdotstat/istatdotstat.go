package istatdotstat

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"fabbisogno/ingest/format"
)

// ID of the format.
const ID = "istatdotstat"

// names are the dimensions of SDMX that ISTAT's code lists stand for.
var names = map[string]string{
	"ITTER107":      "REF_AREA",
	"SEXISTAT1":     "SEX",
	"ETA1":          "AGE",
	"TITOLO_STUDIO": "EDU_LEV_HIGHEST",
	"CITTADINANZA":  "CITIZENSHIP",
	"TIPO_DATO_FOL": "DATA_TYPE",
	"TIPO_DATO15":   "DATA_TYPE",
	"REGIME_ORARIO": "FULL_PART_TIME",
	"CARATT_OCC":    "PERM_TEMP_EMPLOYEES",
	"POSIZPROF":     "POSIZ_PROF",
	"CORREZ":        "ADJUSTMENT",
	"CLLVT":         "EMPLOYESS_CLASS",
	"ATECO_2007":    "ECON_ACTIVITY_NACE_2007",
	"ISO":           "CITIZENSHIP",
	"MOTIVOPS1":     "TYPE_RES_PERMIT_REASON",
	"TIME":          "TIME_PERIOD",
	"Value":         "OBS_VALUE",
	"Flag Codes":    "OBS_STATUS",
}

// permitsName is what ISO stands for where there is a column of permit reasons;
// the spelling is ISTAT's.
const permitsName = "MOSTREL_CCITENSHIP"

// Recognise says whether the first line is a header of I.Stat.
func Recognise(head []byte, name string) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, "\ufeff"), []byte("\n"))
	return bytes.HasPrefix(line, []byte(`"`)) && bytes.Contains(line, []byte(`"TIME",`)) && bytes.Contains(line, []byte(`,"Value","Flag Codes","Flags"`))
}

// Reader is the Source of a file.
type Reader struct {
	*format.View
	period int               // place of TIME_PERIOD
	freqs  map[string]string // of the periods met
}

var _ format.Source = (*Reader)(nil)

// Open reads and checks the header.
func Open(r io.Reader) (*Reader, error) {
	table, err := format.OpenTable(r, format.Dialect{Required: []string{"TIME", "Value"}, LabelColumns: true})
	if err != nil {
		return nil, err
	}
	picks, err := pair(table.Columns())
	if err != nil {
		return nil, err
	}
	t := &Reader{freqs: map[string]string{}}
	for i, p := range picks {
		if p.Name == "TIME_PERIOD" {
			t.period = i
		}
	}
	t.View, err = format.NewView(table, picks)
	return t, err
}

var codeName = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// pair joins each column of codes with its labels and names it as SDMX does.
func pair(columns []format.Column) ([]format.Pick, error) {
	picks := []format.Pick{{Column: format.Column{Name: "FREQ"}, From: -1, Label: -1}}
	permits := false
	for i := 0; i < len(columns); i++ {
		name := columns[i].Name
		permits = permits || name == "MOTIVOPS1"
		p := format.Pick{Column: format.Column{Name: name}, From: i, Label: -1}
		if sdmx, ok := names[name]; ok {
			p.Name = sdmx
		}
		if name == "Value" {
			picks = append(picks, p)
			continue
		}
		if (!codeName.MatchString(name) && name != "Flag Codes") || i+1 == len(columns) || columns[i+1].Name == "Value" {
			return nil, &format.Refusal{Rule: "columns", Line: 1, Message: fmt.Sprintf("the columns do not come in pairs of code and label: column %d is %q", i+1, format.Cut(name)),
				Hint: "export the file with codes and labels, parted by commas"}
		}
		i++
		p.Column.Label, p.Label = columns[i].Name, i
		picks = append(picks, p)
	}
	for i := range picks {
		if permits && picks[i].From >= 0 && columns[picks[i].From].Name == "ISO" {
			picks[i].Name = permitsName
		}
	}
	return picks, nil
}

// Next row, with the frequency of its period.
func (t *Reader) Next() (format.Row, error) {
	row, err := t.View.Next()
	if err != nil || row.Cells == nil {
		return row, err
	}
	period := row.Cells[t.period]
	freq, ok := t.freqs[period]
	if !ok {
		freq = format.PeriodFreq(period)
		if len(t.freqs) < 4096 { // a damaged file may hold any number of texts here
			t.freqs[strings.Clone(period)] = freq
		}
	}
	row.Cells[0] = freq
	return row, nil
}
