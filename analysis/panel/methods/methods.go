// Package methods lists the methods that panels can be forecast with. It is where
// models of numbers alone become methods of the command line; a method that is not
// in the list does not exist for commands, conformance tests and documentation.
//
// It refuses to hold models: they live in the packages below analysis/forecast.
package methods

import (
	"fmt"
	"slices"
	"strings"

	"fabbisogno/analysis/forecast/arima"
	"fabbisogno/analysis/forecast/boxcox"
	"fabbisogno/analysis/forecast/ets"
	"fabbisogno/analysis/forecast/intermittent"
	"fabbisogno/analysis/forecast/naive"
	"fabbisogno/analysis/forecast/recipe"
	"fabbisogno/analysis/forecast/stlf"
	"fabbisogno/analysis/forecast/theta"
	"fabbisogno/analysis/panel"
)

// Sources that several cards share.
const (
	fpp3     = "Hyndman & Athanasopoulos 2021, Forecasting: principles and practice, 5.2; R forecast 8.20"
	analytic = "Normal, from the one-step errors inside the series."

	assimakopoulos = "Assimakopoulos & Nikolopoulos 2000, International Journal of Forecasting 16, 521-530"
	fiorucci       = "Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016, International Journal of Forecasting 32, 1151-1161"
	hyndman        = "Hyndman, Koehler, Snyder & Grose 2002, International Journal of Forecasting 18, 439-454"
	guerrero       = "Guerrero 1993, Journal of Forecasting 12, 37-48"
	cleveland      = "Cleveland, Cleveland, McRae & Terpenning 1990, Journal of Official Statistics 6, 3-73"
)

// All lists the methods, yardsticks first.
func All() []panel.Method {
	return []panel.Method{
		{ID: "naive", Version: 1, New: panel.Analytic(func() panel.Member { return naive.Naive{} }), Card: panel.Card{
			Title: "Naive", About: "Repeats the last value: a random walk.", Intervals: analytic, Source: fpp3}},
		{ID: "seasonal_naive", Aliases: []string{"snaive"}, Version: 1, New: panel.Analytic(func() panel.Member { return naive.Seasonal{} }), Card: panel.Card{
			Title: "Seasonal naive", About: "Repeats the last season; the yardstick of skill.", Intervals: analytic, Source: fpp3}},
		{ID: "naive2", Version: 1, New: panel.Analytic(func() panel.Member { return new(naive.Naive2) }), Card: panel.Card{
			Title: "Naive 2", About: "Naive on the series without its season, where that is significant; the reference of the M competitions.", Intervals: analytic,
			Source: "Makridakis, Spiliotis & Assimakopoulos 2020, International Journal of Forecasting 36, 54-74"}},
		{ID: "drift", Version: 1, New: panel.Analytic(func() panel.Member { return naive.Drift{} }), Card: panel.Card{
			Title: "Random walk with drift", About: "Continues the line from the first value to the last.", Intervals: analytic, Source: fpp3}},
		{ID: "window_mean", Aliases: []string{"window"}, Version: 1, New: panel.Analytic(func() panel.Member { return naive.Window{} }), Card: panel.Card{
			Title: "Mean of a window", About: "The mean of the last season, or of five values where there is none.", Intervals: "Normal, from the spread inside the window.", Source: fpp3}},
		{ID: "ets", Version: 1, New: panel.Analytic(func() panel.Member { return new(ets.Fitter) }), Card: panel.Card{
			Title: "Exponential smoothing", About: "State space models of error, trend and season, additive or multiplicative, chosen by AICc.", Intervals: "Normal, from the model's own variances.",
			Source: hyndman + "; R forecast 8.20 ets()", Record: "OWA 0.862, 0.918 and 0.837 on annual, quarterly and monthly series of M3 (R 0.926, 0.950 and 0.838); 95% intervals cover 83, 86 and 91%."}},
		{ID: "ets_averaged", Version: 1, New: panel.Analytic(func() panel.Member { return &ets.Fitter{Averaged: true} }), Card: panel.Card{
			Title: "Exponential smoothing, averaged over its forms", About: "As exponential smoothing, but the mean of all forms, weighted by their AICc.", Intervals: "Normal, from the models' own variances and the spread between the forms.",
			Source: hyndman + "; Kolassa 2011, International Journal of Forecasting 27, 238-251", Record: "OWA 0.862, 0.885 and 0.810 on annual, quarterly and monthly series of M3; 95% intervals cover 89, 90 and 95%."}},
		{ID: "theta", Version: 1, New: panel.Analytic(func() panel.Member { return new(theta.Fitter) }), Card: panel.Card{
			Title: "Theta", About: "Exponential smoothing with half the slope as drift, on the series without its season.", Intervals: analytic,
			Source: assimakopoulos + "; R forecast 8.20 thetaf()"}},
		{ID: "dotm", Version: 1, New: panel.Analytic(func() panel.Member { return &theta.Fitter{Variant: theta.DOTM} }), Card: panel.Card{
			Title: "Dynamic optimised Theta", About: "Theta whose line moves with the series and whose theta is estimated.", Intervals: analytic,
			Source: fiorucci}},
		{ID: "theta_stl", Version: 1, New: panel.Analytic(func() panel.Member { return &stlf.Around{Inner: new(theta.Fitter)} }), Card: panel.Card{
			Title: "Theta on a season by STL", About: "As Theta; its season changes slowly instead of being the same in all years.", Intervals: analytic,
			Source: assimakopoulos + "; " + cleveland, Record: "Against Theta on held-back years: sMAPE -0.5% on monthly series of M3, -0.7% on US payrolls, +0.5% on Australian tourism."}},
		{ID: "dotm_stl", Version: 1, New: panel.Analytic(func() panel.Member { return &stlf.Around{Inner: &theta.Fitter{Variant: theta.DOTM}} }), Card: panel.Card{
			Title: "Dynamic optimised Theta on a season by STL", About: "As dynamic optimised Theta; its season changes slowly instead of being the same in all years.", Intervals: analytic,
			Source: fiorucci + "; " + cleveland, Record: "Against dynamic optimised Theta on held-back years: sMAPE -0.5% on monthly series of M3, -0.9% on US payrolls, 0.0% on Australian tourism."}},
		{ID: "theta_power", Version: 1, New: panel.Analytic(func() panel.Member { return onPowers(theta.Classic) }), Card: panel.Card{
			Title: "Theta on powers, a season by STL", About: "Theta on the Box-Cox scale that Guerrero's rule chooses for the series, after a slowly changing factor of the season is taken out; its point is the median.", Intervals: analytic,
			Source: assimakopoulos + "; " + cleveland + "; " + guerrero, Record: "Against Theta on held-back years: sMAPE -3.6%, -2.8%, -2.1% on annual, quarterly and monthly series of M3, -1.9% on US payrolls, -1.4% on Australian tourism."}},
		{ID: "dotm_power", Version: 1, New: panel.Analytic(func() panel.Member { return onPowers(theta.DOTM) }), Card: panel.Card{
			Title: "Dynamic optimised Theta on powers, a season by STL", About: "As theta_power with dynamic optimised Theta; its point is the median.", Intervals: analytic,
			Source: fiorucci + "; " + cleveland + "; " + guerrero, Record: "Against dynamic optimised Theta on held-back years: sMAPE +0.2%, 0.0%, -1.1% on annual, quarterly and monthly series of M3, -1.7% on US payrolls, -1.3% on Australian tourism. The mean of ets, theta_power and dotm_power against that of ets, theta and dotm: -3.0%, -0.9%, -1.1%, -1.7%, -1.6%; OWA on the test parts of M3 0.863, 0.878, 0.798 against 0.851, 0.881, 0.808."}},
		{ID: "stlf", Version: 1, New: panel.Analytic(func() panel.Member { return new(stlf.Fitter) }), Card: panel.Card{
			Title: "STL and exponential smoothing", About: "The season of last year on top of exponential smoothing without season, where the season is significant.", Intervals: "Normal, from the variances of the smoothing; the season is taken as known.",
			Source: cleveland + "; R forecast 8.20 stlf()", Record: "OWA 0.924 on quarterly and 0.851 on monthly series of M3 (R 0.960 and 0.872); against exponential smoothing on held-back years of US payrolls sMAPE -7.2%."}},
		{ID: "arima", Version: 1, New: panel.Analytic(func() panel.Member { return new(arima.Fitter) }), Card: panel.Card{
			Title: "Seasonal ARIMA", About: "Order by unit-root tests and AICc, exact Gaussian likelihood; some ten milliseconds a monthly series.", Intervals: "Normal, exact for the model at its estimates.",
			Source: "Hyndman & Khandakar 2008, Journal of Statistical Software 27/3; R forecast 8.20 auto.arima()"}},
		counts("croston", intermittent.Croston, "Croston's method", "Counts with many zeros: size of a demand over the interval between demands; biased upwards.", "Croston 1972, Operational Research Quarterly 23, 289-303"),
		counts("sba", intermittent.SBA, "Syntetos-Boylan", "Counts with many zeros: Croston's method without its bias.", "Syntetos & Boylan 2005, International Journal of Forecasting 21, 303-314"),
		counts("tsb", intermittent.TSB, "Teunter-Syntetos-Babai", "Counts with many zeros: probability of demand times its size, which falls while nothing comes.",
			"Teunter, Syntetos & Babai 2011, European Journal of Operational Research 214, 606-615"),
		{ID: recipe.ID, Aliases: []string{"default"}, Version: recipe.Version, Sample: recipe.Sample, New: recipe.New, Card: panel.Card{
			Title:     "Weighted mean of exponential smoothing and Theta",
			About:     "Exponential smoothing averaged over its forms, its best damped form, and three Theta models with shrunken seasons; one weight a model and panel, fitted at three earlier origins and drawn to equal weights.",
			Intervals: "Split conformal: quantiles of the errors on the whole panel at up to five earlier origins; the models' own where there are too few.",
			Source:    "Petropoulos & Svetunkov 2020, International Journal of Forecasting 36, 110-115 (combination); Vovk, Gammerman & Shafer 2005 (intervals); analysis/forecast/recipe for all else",
			Record:    "M3, 3,003 series, OWA against NAIVE2: 0.812 (annual 0.854, quarterly 0.868, monthly 0.797); 95% intervals covered 96.7, 94.5 and 95.8%. US employment windows 2014-2018: OWA 0.670 quarterly, 0.732 monthly."}},
	}
}

// counts is a method for counts with many zeros.
func counts(id string, m intermittent.Method, title, about, source string) panel.Method {
	return panel.Method{ID: id, Version: 1, New: panel.Analytic(func() panel.Member { return &intermittent.Fitter{Method: m} }), Card: panel.Card{
		Title: title, About: about, Intervals: "Zero with the probability of no demand, sizes by a gamma distribution; never negative.", Source: source}}
}

// onPowers is a Theta model on a scale of powers, its season by STL.
func onPowers(v theta.Variant) panel.Member {
	return &stlf.Around{Inner: &boxcox.Around{Inner: &theta.Fitter{Variant: v, Additive: true}, Median: true}}
}

// Default is the method when none is named.
const Default = recipe.ID

// Find gives the methods of a list of names, each once, in the order of the names.
func Find(names []string) ([]panel.Method, error) {
	var out []panel.Method
	all := All()
	for _, name := range names {
		i := slices.IndexFunc(all, func(m panel.Method) bool { return m.ID == name || slices.Contains(m.Aliases, name) })
		if i < 0 {
			var ids []string
			for _, m := range all {
				ids = append(ids, m.ID)
			}
			return nil, fmt.Errorf("unknown model %q; there are %s", name, strings.Join(ids, ", "))
		}
		if !slices.ContainsFunc(out, func(m panel.Method) bool { return m.ID == all[i].ID }) {
			out = append(out, all[i])
		}
	}
	return out, nil
}
