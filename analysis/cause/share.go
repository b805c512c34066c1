package cause

import "slices"

// share fills in how many of all settings of the floors give each finding its
// grade. Every floor takes its lower end, its value and its upper end; as no two
// causes share a floor, the settings of all causes together are counted from those
// of each: a cause is main in setting s when in none of the others' settings,
// weighted by their number, another one beats it.
func share(d *Diagnosis, in Signals, p Parameters) {
	states := make([][]state, len(d.Findings))
	settings := 1
	for i, f := range d.Findings {
		states[i] = settingsOf(f, in, p)
		settings *= len(states[i])
	}
	for i := range d.Findings {
		sum := map[string]float64{}
		weight := 1 / float64(len(states[i]))
		for _, s := range states[i] {
			free := 1.0 // share of the others' settings in which none beats s
			for j, others := range states {
				if j != i {
					free *= shareNotBeating(others, s)
				}
			}
			own := grade(0, []state{s})
			if own == GradeMain {
				sum[GradeMain] += weight * free
				sum[GradeContributing] += weight * (1 - free)
				continue
			}
			sum[own] += weight
		}
		d.Findings[i].Share, d.Findings[i].Settings = min(1, sum[d.Findings[i].Grade]), settings
	}
}

func shareNotBeating(others []state, s state) float64 {
	n := 0
	for _, o := range others {
		if !beats(o, s) {
			n++
		}
	}
	return float64(n) / float64(len(others))
}

// settingsOf are the states of a cause under all settings of its own floors whose
// indicators have data; without any there is one.
func settingsOf(f Finding, in Signals, p Parameters) []state {
	factors := [][]float64{}
	for _, e := range f.Evidence {
		ends := []float64{e.Parameter.Value}
		if !e.Missing {
			ends = slices.Compact([]float64{e.Parameter.Minimum, e.Parameter.Value, e.Parameter.Maximum})
		}
		factors = append(factors, ends)
	}
	var out []state
	evidence := make([]Evidence, len(f.Evidence))
	var walk func(k int)
	walk = func(k int) {
		if k == len(factors) {
			out = append(out, judge(f.Cause, evidence))
			return
		}
		for _, v := range factors[k] {
			evidence[k] = f.Evidence[k]
			if !evidence[k].Missing {
				evidence[k] = compare(f.Evidence[k].Indicator.ID, in, p, &v)
			}
			walk(k + 1)
		}
	}
	walk(0)
	return out
}
