package longtable

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// Path is the forecast of one series by one model.
type Path struct {
	ID    string
	First int64 // place of Mean[0]
	Model string
	Mean  []float64
	// Lower and Upper have a row a level, in the order of the writer's levels. NaN: none.
	Lower, Upper [][]float64
}

// ForecastColumns are unique_id, ds, model, mean and lo and hi of each level, given
// in per cent: lo80, hi80.
func ForecastColumns(levels []float64) []string {
	out := []string{"unique_id", "ds", "model", "mean"}
	for _, l := range levels {
		text := strconv.FormatFloat(l, 'g', -1, 64)
		out = append(out, "lo"+text, "hi"+text)
	}
	return out
}

// CSVForecasts writes forecasts as CSV.
type CSVForecasts struct {
	w      io.Writer
	levels int
	buf    []byte
}

// NewCSVForecasts begins a table of forecasts with intervals at levels in per cent.
func NewCSVForecasts(w io.Writer, levels []float64) (*CSVForecasts, error) {
	_, err := fmt.Fprintln(w, strings.Join(ForecastColumns(levels), ","))
	return &CSVForecasts{w: w, levels: len(levels)}, err
}

// Write appends the rows of a path. Numbers have the digits they need to be read
// back unchanged; a missing one leaves its cell empty.
func (c *CSVForecasts) Write(calendar *Calendar, p Path) error {
	b := c.buf[:0]
	for k, mean := range p.Mean {
		b = AppendText(b, p.ID)
		b = append(b, ',')
		b = calendar.AppendStamp(b, p.First+int64(k))
		b = append(b, ',')
		b = AppendText(b, p.Model)
		b = appendNumber(append(b, ','), mean)
		for l := range c.levels {
			b = appendNumber(append(b, ','), p.Lower[l][k])
			b = appendNumber(append(b, ','), p.Upper[l][k])
		}
		b = append(b, '\n')
	}
	c.buf = b
	_, err := c.w.Write(b)
	return err
}

// AppendText writes a cell of text, quoted where it must be.
func AppendText(b []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n;\t") && strings.TrimSpace(s) == s {
		return append(b, s...)
	}
	return append(append(append(b, '"'), strings.ReplaceAll(s, `"`, `""`)...), '"')
}

func appendNumber(b []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return b
	}
	return strconv.AppendFloat(b, v, 'g', -1, 64)
}
