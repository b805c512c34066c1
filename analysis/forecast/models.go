package forecast

// Models lists every model, in the order of documentation. The conformance
// suite (modeltest) and the capability table loop over it.
func Models() []Model {
	return []Model{
		SeasonalNaive{},
		Naive{},
		SES{},
		Theta{},
		Theta{AsR: true},
		Transformed{Inner: Default(), By: NonNegative()},
		Transformed{Inner: DefaultAdditive(), By: Percent()},
	}
}

// Default is the declared model of counts and levels: Theta; for seasonal data
// of two years or less seasonal naive; below a year and a value Theta without
// season; below three values naive.
func Default() Model {
	return Chain{AtLeast{Theta{}, 2}, SeasonalNaive{}, Theta{}, Naive{}}
}

// DefaultAdditive is Default for values on a transformed scale, where seasons
// add instead of multiply.
func DefaultAdditive() Model {
	return Chain{AtLeast{Theta{Additive: true}, 2}, SeasonalNaive{}, Theta{Additive: true}, Naive{}}
}
