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
		Default(),
		Transformed{Inner: DefaultAdditive(), By: Percent()},
	}
}

// Default is the declared model of counts and levels: Theta, then seasonal
// naive, then naive.
func Default() Model {
	return Chain{Theta{}, SeasonalNaive{}, Naive{}}
}

// DefaultAdditive is Default for values on a transformed scale, where seasons
// add instead of multiply.
func DefaultAdditive() Model {
	return Chain{Theta{Additive: true}, SeasonalNaive{}, Naive{}}
}
