package forecast

import "fabbisogno/analysis/forecast/intermittent"

// Models lists every model, in the order of documentation. The conformance
// suite (modeltest) and the capability table loop over it.
func Models() []Model {
	return []Model{
		SeasonalNaive{},
		Naive{},
		Drift{},
		Window{},
		SES{},
		Theta{},
		Theta{AsR: true},
		Theta{Flat: true},
		OTM{},
		DOTM{},
		ARIMA{},
		ETS{},
		ETS{Averaged: true},
		ETS{Additive: true},
		STLF{},
		STLF{AsR: true},
		Intermittent{Method: intermittent.Croston},
		Intermittent{Method: intermittent.SBA},
		Intermittent{Method: intermittent.TSB},
		Counts{Often: Transformed{Inner: Guarded(DOTM{}), By: NonNegative()}},
		Transformed{Inner: Guarded(Theta{}), By: NonNegative()},
		Transformed{Inner: Guarded(Theta{Additive: true}), By: Percent()},
		Transformed{Inner: Guarded(ETS{Averaged: true}), By: NonNegative()},
		Transformed{Inner: Guarded(ETS{Averaged: true, Additive: true}), By: Percent()},
		Guerrero{Inner: STLF{}},
		Treated{Inner: STLF{}},
		Treated{Inner: STLF{}, All: true},
	}
}

// Guarded is a model with its fallbacks: for seasonal data of two years or less
// seasonal naive; below a year and a value the model, which then has no season;
// naive for what is too short for that.
func Guarded(m Model) Model {
	return Chain{AtLeast{m, 2}, SeasonalNaive{}, m, Naive{}}
}
