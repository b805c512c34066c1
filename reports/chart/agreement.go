package chart

import (
	"errors"
	"fmt"
	"math"

	"fabbisogno/reports/locale"
)

func (s Agreement) check() error {
	switch {
	case len(s.Rows) == 0 || len(s.Cols) == 0:
		return errors.New("agreement: no units or no methods")
	case len(s.Rows) > maxHeatRows:
		return errTooMany("rows", len(s.Rows), maxHeatRows)
	case len(s.Verdicts) != len(s.Rows) || len(s.Counts) != len(s.Rows):
		return fmt.Errorf("agreement: %d rows of verdicts and %d counts for %d units", len(s.Verdicts), len(s.Counts), len(s.Rows))
	}
	for i, row := range s.Verdicts {
		if len(row) != len(s.Cols) {
			return fmt.Errorf("agreement: unit %q has %d verdicts for %d methods", s.Rows[i].EN, len(row), len(s.Cols))
		}
		if k, n := s.Counts[i][0], s.Counts[i][1]; k < 0 || k > n {
			return fmt.Errorf("agreement: unit %q has %d of %d methods", s.Rows[i].EN, k, n)
		}
		for _, v := range row {
			if _, ok := verdictClasses[v]; !ok {
				return fmt.Errorf("agreement: unit %q has the verdict %q: expected shortage, watch, none, unrated or suppressed", s.Rows[i].EN, v)
			}
		}
	}
	return nil
}

// verdictClasses are the colours of verdicts: 0 none, NaN none and a dashed rim.
var verdictClasses = map[Verdict]float64{Shortage: 5, Watch: 2, NoShortage: 0, Unrated: math.NaN(), Suppressed: math.NaN()}

// Signs of verdicts that are not words of a language.
const (
	signWatch   = "~"
	signUnrated = "X"
)

// drawAgreement draws the verdicts as a heat table that the counts lead.
func drawAgreement(d *drawing, s Agreement) error {
	if err := s.check(); err != nil {
		return err
	}
	yes, err := d.message("verdict_shortage")
	if err != nil {
		return err
	}
	no, err := d.message("verdict_none")
	if err != nil {
		return err
	}
	signs := map[Verdict]string{Shortage: yes, Watch: signWatch, NoShortage: no, Unrated: signUnrated, Suppressed: locale.Suppressed}
	head, err := d.message("count")
	if err != nil {
		return err
	}
	table := Heat{Value: Axis{Label: s.Label}, Rows: s.Rows, Cols: append([]Text{{IT: head, EN: head}}, s.Cols...), Lead: 1}
	for i, row := range s.Verdicts {
		k, n := s.Counts[i][0], s.Counts[i][1]
		cells, marks := []float64{math.NaN()}, []string{d.lang.Integer(k) + "/" + d.lang.Integer(n)}
		for _, v := range row {
			cells, marks = append(cells, verdictClasses[v]), append(marks, signs[v])
		}
		table.Cells, table.Marks = append(table.Cells, cells), append(table.Marks, marks)
	}
	return d.heatTable(table, hues{
		class: func(v float64) int { return int(v) },
		key:   func(top float64) (float64, error) { return d.verdictKey(s, signs, top) },
	})
}

// verdictKey explains the signs that occur.
func (d *drawing) verdictKey(s Agreement, signs map[Verdict]string, top float64) (float64, error) {
	occurs := map[Verdict]bool{}
	for _, row := range s.Verdicts {
		for _, v := range row {
			occurs[v] = true
		}
	}
	var samples []sample
	for _, v := range []Verdict{Shortage, Watch, NoShortage, Unrated, Suppressed} {
		if !occurs[v] {
			continue
		}
		text, err := d.message("says_" + string(v))
		if err != nil {
			return 0, err
		}
		samples = append(samples, sample{text: text, draw: func(d *drawing, x, y float64) { d.verdictSample(v, signs[v], x, y) }})
	}
	return d.key(samples, top) + 4, nil
}

func (d *drawing) verdictSample(v Verdict, sign string, x, y float64) {
	b := box{x, y - 8, x + sampleWidth, y + 8}
	colour := ink2
	switch class := verdictClasses[v]; {
	case math.IsNaN(class):
		d.rect(b, noColour, 1, pen{grid, 1, []float64{2, 2}}, zGuide)
	case class > 0:
		fill, text := seqRoles(int(class))
		d.rect(b, fill, 1, pen{noColour, 0, nil}, zGuide)
		colour = text
	}
	d.write(label{x + sampleWidth/2, y, sign, middle, colour, false, false})
}
