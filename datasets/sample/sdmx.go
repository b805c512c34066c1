package sample

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"fabbisogno/datasets/series"
)

// noteOfSet is the note on the data set (attribute NOTE_DS) of every row.
const noteOfSet = "DATI_DIMOSTRATIVI_SINTETICI"

// sdmxFile is a message in SDMX-CSV 1.0 as ISTAT serves it: UTF-8 without mark,
// CRLF, one column a dimension, then time, value, status and notes, most empty.
type sdmxFile struct {
	flow string
	dims []string
	out  bytes.Buffer
}

// newSDMX writes the header.
func newSDMX(flow string, dims ...string) *sdmxFile {
	f := &sdmxFile{flow: "IT1:" + flow + "(1.0)", dims: dims}
	head := append([]string{"DATAFLOW"}, dims...)
	head = append(head, "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "NOTE_DS")
	for _, d := range dims[1:] { // FREQ has no note
		head = append(head, "NOTE_"+d)
	}
	head = append(head, "BASE_PER", "UNIT_MEAS", "UNIT_MULT")
	f.write(head)
	return f
}

// row writes one observation; codes are in the order of the dimensions.
func (f *sdmxFile) row(codes []string, period series.Period, value float64, decimals int, status string) {
	cells := make([]string, 0, 2*len(f.dims)+8)
	cells = append(cells, f.flow)
	cells = append(cells, codes...)
	cells = append(cells, period.String(), strconv.FormatFloat(round(value, decimals), 'f', -1, 64), status, noteOfSet)
	for range f.dims[1:] {
		cells = append(cells, "")
	}
	f.write(append(cells, "", "", ""))
}

// write joins cells; no cell of ours needs quotes.
func (f *sdmxFile) write(cells []string) {
	f.out.WriteString(strings.Join(cells, ","))
	f.out.WriteString("\r\n")
}

// round to decimals, half away from zero.
func round(v float64, decimals int) float64 {
	p := math.Pow10(decimals)
	return math.Round(v*p) / p
}

// quarters from first to last, both included.
func quarters(first, last string) []series.Period {
	from, to := series.MustPeriod(first), series.MustPeriod(last)
	out := make([]series.Period, 0, to.Since(from)+1)
	for i := range to.Since(from) + 1 {
		out = append(out, from.Add(i))
	}
	return out
}

// fullYears are the years whose four quarters are there, each with the index of its first quarter.
func fullYears(qs []series.Period) map[int]int {
	out := map[int]int{}
	for i, q := range qs {
		if q.Sub() == 1 && i+3 < len(qs) {
			out[q.Year()] = i
		}
	}
	return out
}
