package edition

import "fabbisogno/analysis/forecast/recipe"

// forecastMethod is the entry of the forecasts in the methods annex.
func forecastMethod() Method {
	return Method{ID: recipe.ID, Version: recipe.Version, Forms: []string{recipe.ID, "ses_seasonal"},
		Title: Text{IT: "Previsioni: media pesata di modelli con intervalli conformi", EN: "Forecasts: weighted mean of models with conformal intervals"},
		Idea: Text{
			IT: "Cinque modelli semplici prevedono ogni serie: due di lisciamento esponenziale (uno mediato su tutte le forme, uno con tendenza smorzata) e tre di tipo Theta. La previsione è la loro media, con pesi uguali per tutte le serie di una misura, scelti per gli errori fatti a tre origini precedenti e attratti verso pesi uguali; le quote sono previste su scala logit, i conteggi mai sotto zero. I valori nettamente fuori linea sono prima corretti e lo stato della serie li nomina. Il tasso di posti vacanti è previsto col solo livello lisciato, senza tendenza (ses_seasonal). L'ampiezza degli intervalli viene dagli errori che il metodo ha fatto davvero a origini precedenti, su tutte le serie dello stesso tipo. Il nome dice le scelte: treated, valori fuori linea corretti; logit, scala logit; floor, mai sotto zero; additive, senza logaritmi.",
			EN: "Five simple models forecast each series: two of exponential smoothing (one averaged over all forms, one with a damped trend) and three of the Theta kind. The forecast is their mean, with one set of weights for all series of a measure, chosen by the errors made at three earlier origins and drawn towards equal weights; shares are forecast on the logit scale, counts never below zero. Values clearly out of line are set right first and the status of the series names them. The job vacancy rate is forecast by its smoothed level alone, without trend (ses_seasonal). The width of the intervals comes from the errors the method really made at earlier origins, over all series of the same kind. The name says the choices: treated, values out of line set right; logit, logit scale; floor, never below zero; additive, without logarithms."},
		Formula: "sum of w(k) f(k, h), weights w at least 0 of sum 1 that make the mean scaled absolute error at origins 1, 1.5 and 2 horizons before small, plus (0.05 + 2/cases) |w - 1/5|^2; interval at level L, horizon h: forecast -/+ q(h), q(h) = the ceil((n+1)L)-th smallest scaled absolute error of n earlier forecasts at h",
		Inputs:  Text{IT: "serie mensili o trimestrali, almeno tre osservazioni", EN: "monthly or quarterly series, at least three observations"},
		Limits: Text{
			IT: "Suppone che il futuro sbagli come il passato. Non contiene crisi, riforme, nuove classificazioni. Le interruzioni dichiarate tagliano la serie o sono segnalate. Gli intervalli di somme e medie di più mesi suppongono errori che si muovono insieme.",
			EN: "It supposes that the future errs like the past. It holds no crises, reforms or new classifications. Declared breaks cut the series or are flagged. Intervals of sums and means of several months suppose errors that move together."},
		Source: "Hyndman, Koehler, Ord and Snyder (2008), Forecasting with Exponential Smoothing; Fiorucci et al. (2016), Models for optimising the theta method, International Journal of Forecasting 32; Kivinen and Warmuth (1997), Information and Computation 132; Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random World"}
}

// glossary of the terms that carry the report, with their official Italian names.
var glossary = []Term{
	{Term: Text{IT: "Entrate programmate", EN: "Planned entries (entrate programmate)"},
		Meaning: Text{IT: "Contratti di oltre un mese, o a tempo indeterminato, che le imprese prevedono di attivare nel periodo. Sono flussi previsti: non persone, non posti vacanti.",
			EN: "Contracts of more than a month, or open-ended, that firms expect to start in the period. They are planned flows: neither people nor vacancies."}, Source: "Unioncamere, Sistema informativo Excelsior"},
	{Term: Text{IT: "Difficoltà di reperimento", EN: "Hiring difficulty (difficoltà di reperimento)"},
		Meaning: Text{IT: "Quota delle entrate programmate che le imprese giudicano difficili da coprire, per mancanza di candidati, preparazione inadeguata o altri motivi.",
			EN: "Share of planned entries that firms judge hard to fill, for lack of candidates, inadequate preparation or other reasons."}, Source: "Unioncamere, Sistema informativo Excelsior"},
	{Term: Text{IT: "Tasso di posti vacanti", EN: "Job vacancy rate (tasso di posti vacanti)"},
		Meaning: Text{IT: "Posti vacanti in percentuale della somma di posti vacanti e posti occupati, nelle imprese con dipendenti.", EN: "Vacant posts as a percentage of the sum of vacant and filled posts, in firms with employees."}, Source: "ISTAT, Eurostat"},
	{Term: Text{IT: "Incidenza straniera", EN: "Foreign incidence (incidenza straniera)"},
		Meaning: Text{IT: "Occupati con cittadinanza straniera ogni 100 occupati del settore.", EN: "Employed persons of foreign citizenship per 100 employed in the sector."}, Source: "Ministero del Lavoro e delle Politiche Sociali, rapporti annuali"},
	{Term: Text{IT: "Fabbisogno", EN: "Need (fabbisogno)"},
		Meaning: Text{IT: "Domanda di espansione più domanda di sostituzione: quante persone servono per la crescita e per rimpiazzare chi esce.", EN: "Expansion demand plus replacement demand: how many people growth and replacement of leavers ask for."}, Source: "Unioncamere, modello di previsione Excelsior"},
	{Term: Text{IT: "Decreto Flussi", EN: "Entry quota decree (Decreto Flussi)"},
		Meaning: Text{IT: "Decreto che fissa le quote massime di ingresso di lavoratori di Paesi terzi, per anno e canale.", EN: "Decree that sets the maximum entries of workers from third countries, by year and channel."}, Source: "D.Lgs. 286/1998, art. 3"},
	{Term: Text{IT: "Nulla osta", EN: "Work clearance (nulla osta)"},
		Meaning: Text{IT: "Autorizzazione al lavoro rilasciata dallo Sportello unico per l'immigrazione prima del visto.", EN: "Authorisation to work given by the immigration desk before the visa."}, Source: "D.Lgs. 286/1998, art. 22"},
	{Term: Text{IT: "Intervallo di previsione", EN: "Prediction interval (intervallo di previsione)"},
		Meaning: Text{IT: "Fascia che contiene il valore futuro con la frequenza indicata, per esempio 8 casi su 10.", EN: "Range that holds the future value with the frequency stated, for example 8 cases out of 10."}, Source: "Fabbisogno"},
	{Term: Text{IT: "Dati dimostrativi", EN: "Demonstration data (dati dimostrativi)"},
		Meaning: Text{IT: "Dati sintetici, riproducibili, scritti nei formati delle fonti e tarati su totali pubblicati: servono a provare il metodo, non misurano nulla.", EN: "Synthetic, reproducible data written in the sources' formats and calibrated on published totals: they let the method be tried and measure nothing."}, Source: "Fabbisogno"},
	{Term: Text{IT: "CP2021", EN: "CP2021 occupations (professioni)"},
		Meaning: Text{IT: "Classificazione delle professioni dell'ISTAT, in vigore dal 2023: 9 grandi gruppi, 40 gruppi.", EN: "ISTAT's classification of occupations, in force since 2023: 9 major groups, 40 groups."}, Source: "ISTAT"},
}
