package shortage

// Method is a published diagnosis that can be run on columns of numbers.
type Method struct {
	ID      string
	Version int // raised whenever published numbers may move; the card says the same
	Run     func(in Columns, p Parameters) (Answer, error)
}

// Methods is the list of all methods. A method that is not here does not exist.
func Methods() []Method {
	return []Method{
		{PriorityID, PriorityVersion, runPriority},
		{OriginID, OriginVersion, runOrigin},
		{"ba_points", 1, runBAPoints},
		{"ba_2018", 1, runBA2018},
		{"uwv_tension", 1, runTension},
		{"jsa_fill_rate", 1, runFillRate},
		{"roa_ita", 1, runITA},
		{"dares_suppression", 1, runDARES},
		{"job_vacancy_rate", 1, runVacancyRate},
		{"efficient_unemployment", 1, runEfficientUnemployment},
		{"mismatch_index", 1, runMismatch},
		{"oecd_five_signals", 1, runOECDSignals},
		{"skills_england_oid", 1, runOccupationsInDemand},
		{"dares_composite", 1, runDARESComposite},
		{"bristindex", 1, runBristindex},
		{"mismatch_efficiency", 1, runMismatchEfficiency},
		{"mismatch_counterfactual", 1, runCounterfactual},
		{"efficient_unemployment_general", 1, runEfficientGeneral},
		{"matching_decomposition", 1, runMatching},
		{"roa_itkb", 1, runITKB},
		{"cedefop_fsi", 1, runFutureShortage},
		{"eures_lists", 1, runLists},
		{"excelsior_hard_to_fill", 1, runHardToFill},
		{"jsa_drivers", 1, runDrivers},
		{"cops_two_step", 1, runCOPSTwoStep},
		{"job_bank", 1, runJobBank},
		{"mac_shortage", 1, runMACShortage},
		{"composite_outliers", 1, runCompositeOutliers},
		{"composite_normalise", 1, runCompositeNormalise},
		{"composite_mean", 1, runCompositeMean},
		{"composite_ranking", 1, runCompositeRanking},
		{"composite_goalposts", 1, runCompositeGoalposts},
		{"composite_sobol", 1, runCompositeSobol},
	}
}
