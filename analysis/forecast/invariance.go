package forecast

// Invariance is what a model promises about the unit and the origin of its
// data: forecasts of a*y are a times those of y (Scale, a > 0), forecasts of
// y+b are those of y plus b (Shift). The conformance suite holds it to that.
type Invariance struct{ Scale, Shift bool }

// Invariant is the optional power to promise.
type Invariant interface{ Invariance() Invariance }

// InvarianceOf is what a model promises; nothing, if it does not say.
func InvarianceOf(m Model) Invariance {
	if i, ok := m.(Invariant); ok {
		return i.Invariance()
	}
	return Invariance{}
}

// Invariance of the naive model.
func (Naive) Invariance() Invariance { return Invariance{true, true} }

// Invariance of the seasonal naive model.
func (SeasonalNaive) Invariance() Invariance { return Invariance{true, true} }

// Invariance of exponential smoothing.
func (SES) Invariance() Invariance { return Invariance{true, true} }

// Invariance of Theta: a multiplicative season does not survive a shift, R's
// search hangs on the unit.
func (m Theta) Invariance() Invariance {
	return Invariance{Scale: !m.AsR, Shift: m.Additive && !m.AsR}
}

// Invariance of the optimised Theta model.
func (m OTM) Invariance() Invariance { return Invariance{Scale: true, Shift: m.Additive} }

// Invariance of the dynamic optimised Theta model.
func (m DOTM) Invariance() Invariance { return Invariance{Scale: true, Shift: m.Additive} }

// Invariance of ETS: what is multiplied does not survive a shift, nor does
// where a search ends.
func (ETS) Invariance() Invariance { return Invariance{Scale: true} }

// Invariance of STLF: multiplicative errors do not survive a shift.
func (STLF) Invariance() Invariance { return Invariance{Scale: true} }

// Invariance of ARIMA: whether a mean is taken hangs on the origin.
func (ARIMA) Invariance() Invariance { return Invariance{Scale: true} }

// Invariance of the methods for counts with zeros.
func (Intermittent) Invariance() Invariance { return Invariance{Scale: true} }

// Invariance of the rule for counts.
func (m Counts) Invariance() Invariance { return Invariance{Scale: InvarianceOf(m.Often).Scale} }

// Invariance is what all members promise.
func (c Chain) Invariance() Invariance {
	all := Invariance{true, true}
	for _, m := range c {
		i := InvarianceOf(m)
		all.Scale, all.Shift = all.Scale && i.Scale, all.Shift && i.Shift
	}
	return all
}

// Invariance of the model inside.
func (m AtLeast) Invariance() Invariance { return InvarianceOf(m.Model) }

// Invariance of the model inside.
func (m Exceptional) Invariance() Invariance { return InvarianceOf(m.Inner) }

// Invariance of the model inside; logarithms do not survive a shift.
func (m Treated) Invariance() Invariance {
	inner := InvarianceOf(m.Inner)
	return Invariance{Scale: inner.Scale, Shift: inner.Shift && m.Additive}
}

// Invariance survives a floor at zero as far as the unit goes, and a bounded
// scale not at all.
func (m Transformed) Invariance() Invariance {
	inner := InvarianceOf(m.Inner)
	switch m.By.Name {
	case "":
		return inner
	case "floor":
		return Invariance{Scale: inner.Scale}
	case "log":
		return Invariance{Scale: inner.Shift && m.By.Margin == 0}
	case "boxcox": // another unit stretches and shifts the scale
		return Invariance{Scale: inner.Scale && inner.Shift}
	}
	return Invariance{}
}

// Invariance of a Box-Cox scale: Guerrero's lambda does not hang on the unit.
func (m Guerrero) Invariance() Invariance {
	return Transformed{m.Inner, BoxCox(1)}.Invariance()
}
