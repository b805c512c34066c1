package analysis

import (
	"math"
	"strings"

	"fabbisogno/analysis/agreement"
	"fabbisogno/analysis/cause"
	"fabbisogno/analysis/diagnosis"
	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/warehouse"
)

// unitCauses are the graded causes of a unit's shortage and what could be done.
type unitCauses struct {
	unit     int
	findings []cause.Finding
	options  []cause.Option
	of       map[string]string // whose value an indicator is, where it is not the unit's own
}

// causesOf grades the causes of every unit that is short by more than half of
// the methods with a verdict; where they are split the shortage counts as unknown,
// and where most say no there is none to explain.
func causesOf(r diagnosis.Result, signs []map[string]sign, p shortage.Parameters) []unitCauses {
	var out []unitCauses
	for i, a := range r.Agreements {
		if a.Status != diagnosis.Rated {
			continue
		}
		in := cause.Signals{Values: map[string]cause.Signal{}}
		switch a.Standing {
		case agreement.All, agreement.Most:
			in.Shortage = shortage.Yes
		case agreement.Split:
			in.Shortage = shortage.Unknown
		default:
			continue
		}
		for _, id := range []string{diagnosis.NoCandidates, diagnosis.NotPrepared} {
			whole, ok := r.Panel.Whole[id]
			inputs := r.Panel.Inputs[id]
			if !ok || inputs == nil || math.IsNaN(inputs[i].Value) {
				continue
			}
			value, reference := estimate(inputs[i], r.Level, r.Panel.Period), estimate(whole, r.Level, r.Panel.Period)
			in.Values[id] = cause.Signal{Value: value, Reference: &reference}
		}
		of := map[string]string{}
		if i < len(signs) {
			for id, s := range signs[i] {
				signal := cause.Signal{Value: estimate(s.value, r.Level, r.Panel.Period)}
				if s.whole.Value > 0 {
					whole := estimate(s.whole, r.Level, r.Panel.Period)
					signal.Reference = &whole
				}
				in.Values[id], of[id] = signal, s.of
			}
		}
		d := cause.Classify(in, p)
		out = append(out, unitCauses{i, d.Findings, cause.Advise(d).All(), of})
	}
	return out
}

// estimate of an input: its value within its interval.
func estimate(in diagnosis.Input, level float64, period string) shortage.Estimate {
	lower, upper := in.Interval(level)
	lower = math.Max(0, lower) // no indicator of a cause can be negative
	return shortage.Estimate{Point: in.Value, Bounds: shortage.Bounds{Lower: lower, Upper: upper}, Period: period}
}

// addCauses adds causes and remedies; migration comes with the alternatives beside it.
func addCauses(out *warehouse.DiagnosisResults, r unitResult) {
	for _, u := range r.causes {
		cell, synthetic := cellRow(r.Panel, u.unit), r.Panel.Units[u.unit].IsSynthetic
		for _, f := range u.findings {
			row := warehouse.Cause{Cell: cell, Cause: f.Cause.ID, Grade: f.Grade, GradeShare: f.Share, Value: math.NaN(), ValueLower: math.NaN(),
				ValueUpper: math.NaN(), IsSynthetic: synthetic}
			var ids []string
			for _, e := range f.Evidence {
				id := e.Indicator.ID
				switch of := u.of[id]; {
				case e.Missing:
					id += " (no data)"
				case of != "":
					id += " of " + of
				}
				ids = append(ids, id)
				if math.IsNaN(row.Value) && !e.Missing {
					row.Value, row.ValueLower, row.ValueUpper = e.Value.Point, e.Value.Bounds.Lower, e.Value.Bounds.Upper
				}
			}
			row.Evidence = strings.Join(ids, ", ")
			out.Causes = append(out.Causes, row)
		}
		for _, o := range u.options {
			row := warehouse.Remedy{Cell: cell, Remedy: o.Remedy.ID, Fit: o.Reach, IsSynthetic: synthetic}
			var causes, grades []string
			for _, l := range o.Because {
				causes, grades = append(causes, l.Cause), appendNew(grades, l.Grade)
			}
			row.Cause, row.EvidenceGrade = strings.Join(causes, ", "), strings.Join(grades, ", ")
			out.Remedies = append(out.Remedies, row)
		}
	}
}
