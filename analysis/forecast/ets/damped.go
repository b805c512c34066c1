package ets

// DampedTo writes the moments of the best form with a damped trend for the
// periods after the last series, whichever form was chosen: a member of
// combinations, as damped trends seldom go far wrong (Gardner & McKenzie 1985,
// Management Science 31, 1237-1246). False where the series allows none, and
// with Full. It follows a Fit or Forecast with Averaged, which searches all forms
// that are not hopeless to the end.
func (f *Fitter) DampedTo(mean, sd []float64) bool {
	var best *candidate
	for i := range f.w.entered {
		if c := &f.w.candidates[i]; c.form.Damped && (best == nil || c.value < best.value) {
			best = c
		}
	}
	if best == nil {
		return false
	}
	m := f.period
	if m < 2 || m > longest {
		m = 0
	}
	if p := best.form.point(&best.x); !admissible(best.form, m, p.alpha, p.beta, p.gamma, p.phi) {
		return false
	}
	f.w.adopt(best, m, &f.damped)
	return f.damped.MomentsTo(mean, sd) == nil
}
