package warehouse

import "slices"

// The tables of the diagnosis, column by column as in the schema. None is changed after start.
var (
	ratingTable = diagnosisTable[Rating]{name: "out__rating", order: slices.Concat(cellOrder, []string{"method"}), columns: append(cellColumns(func(r *Rating) *Cell { return &r.Cell }), []diagnosisColumn[Rating]{
		{name: "method", text: func(r *Rating) *string { return &r.Method }},
		{name: "method_version", small: func(r *Rating) *int { return &r.MethodVersion }},
		{name: "status", text: func(r *Rating) *string { return &r.Status }},
		{name: "reason", text: func(r *Rating) *string { return &r.Reason }},
		{name: "class", text: func(r *Rating) *string { return &r.Class }},
		{name: "says", text: func(r *Rating) *string { return &r.Says }},
		{name: "class_share", number: func(r *Rating) *float64 { return &r.ClassShare }},
		{name: "shortage_share", number: func(r *Rating) *float64 { return &r.ShortageShare }},
		{name: "measure", text: func(r *Rating) *string { return &r.Measure }},
		{name: "value", number: func(r *Rating) *float64 { return &r.Value }},
		{name: "value_lower", number: func(r *Rating) *float64 { return &r.ValueLower }},
		{name: "value_upper", number: func(r *Rating) *float64 { return &r.ValueUpper }},
		{name: "rank", number: func(r *Rating) *float64 { return &r.Rank }},
		{name: "rank_lower", number: func(r *Rating) *float64 { return &r.RankLower }},
		{name: "rank_upper", number: func(r *Rating) *float64 { return &r.RankUpper }},
		{name: "ranked", whole: func(r *Rating) *int64 { return &r.Ranked }},
		{name: "level", number: func(r *Rating) *float64 { return &r.Level }},
		{name: "cases", number: func(r *Rating) *float64 { return &r.Cases }},
		{name: "grade", text: func(r *Rating) *string { return &r.Grade }},
		{name: "is_assumed", flag: func(r *Rating) *bool { return &r.IsAssumed }},
		{name: "is_synthetic", flag: func(r *Rating) *bool { return &r.IsSynthetic }},
	}...)}
	classShareTable = diagnosisTable[ClassShare]{name: "out__class_share", order: slices.Concat(cellOrder, []string{"method", "class"}), columns: append(cellColumns(func(r *ClassShare) *Cell { return &r.Cell }), []diagnosisColumn[ClassShare]{
		{name: "method", text: func(r *ClassShare) *string { return &r.Method }},
		{name: "class", text: func(r *ClassShare) *string { return &r.Class }},
		{name: "share", number: func(r *ClassShare) *float64 { return &r.Share }},
		{name: "is_synthetic", flag: func(r *ClassShare) *bool { return &r.IsSynthetic }},
	}...)}
	scopeTable = diagnosisTable[MethodScope]{name: "out__method_scope", order: []string{"kind", "territory_list", "territory", "unit_list", "method"}, columns: []diagnosisColumn[MethodScope]{
		{name: "kind", text: func(r *MethodScope) *string { return &r.Kind }},
		{name: "territory_list", text: func(r *MethodScope) *string { return &r.Territory.List }},
		{name: "territory", text: func(r *MethodScope) *string { return &r.Territory.Value }},
		{name: "unit_list", text: func(r *MethodScope) *string { return &r.UnitList }},
		{name: "method", text: func(r *MethodScope) *string { return &r.Method }},
		{name: "method_version", small: func(r *MethodScope) *int { return &r.MethodVersion }},
		{name: "status", text: func(r *MethodScope) *string { return &r.Status }},
		{name: "missing", text: func(r *MethodScope) *string { return &r.Missing }},
		{name: "rated", whole: func(r *MethodScope) *int64 { return &r.Rated }},
		{name: "not_rated", whole: func(r *MethodScope) *int64 { return &r.NotRated }},
		{name: "suppressed", whole: func(r *MethodScope) *int64 { return &r.Suppressed }},
		{name: "adaptation_it", text: func(r *MethodScope) *string { return &r.AdaptationIT }},
		{name: "adaptation_en", text: func(r *MethodScope) *string { return &r.AdaptationEN }},
	}}
	compositeTable = diagnosisTable[Composite]{name: "out__composite", order: cellOrder, columns: append(cellColumns(func(r *Composite) *Cell { return &r.Cell }), []diagnosisColumn[Composite]{
		{name: "status", text: func(r *Composite) *string { return &r.Status }},
		{name: "reason", text: func(r *Composite) *string { return &r.Reason }},
		{name: "class", text: func(r *Composite) *string { return &r.Class }},
		{name: "class_share", number: func(r *Composite) *float64 { return &r.ClassShare }},
		{name: "score", number: func(r *Composite) *float64 { return &r.Score }},
		{name: "score_lower", number: func(r *Composite) *float64 { return &r.ScoreLower }},
		{name: "score_upper", number: func(r *Composite) *float64 { return &r.ScoreUpper }},
		{name: "rank", number: func(r *Composite) *float64 { return &r.Rank }},
		{name: "rank_median", number: func(r *Composite) *float64 { return &r.RankMedian }},
		{name: "rank_lower", number: func(r *Composite) *float64 { return &r.RankLower }},
		{name: "rank_upper", number: func(r *Composite) *float64 { return &r.RankUpper }},
		{name: "ranked", whole: func(r *Composite) *int64 { return &r.Ranked }},
		{name: "band", whole: func(r *Composite) *int64 { return &r.Band }},
		{name: "level", number: func(r *Composite) *float64 { return &r.Level }},
		{name: "cases", number: func(r *Composite) *float64 { return &r.Cases }},
		{name: "grade", text: func(r *Composite) *string { return &r.Grade }},
		{name: "is_synthetic", flag: func(r *Composite) *bool { return &r.IsSynthetic }},
	}...)}
	partTable = diagnosisTable[CompositePart]{name: "out__composite_part", order: slices.Concat(cellOrder, []string{"indicator"}), columns: append(cellColumns(func(r *CompositePart) *Cell { return &r.Cell }), []diagnosisColumn[CompositePart]{
		{name: "indicator", text: func(r *CompositePart) *string { return &r.Indicator }},
		{name: "value", number: func(r *CompositePart) *float64 { return &r.Value }},
		{name: "value_lower", number: func(r *CompositePart) *float64 { return &r.ValueLower }},
		{name: "value_upper", number: func(r *CompositePart) *float64 { return &r.ValueUpper }},
		{name: "normalised", number: func(r *CompositePart) *float64 { return &r.Normalised }},
		{name: "weight", number: func(r *CompositePart) *float64 { return &r.Weight }},
		{name: "contribution", number: func(r *CompositePart) *float64 { return &r.Contribution }},
		{name: "is_synthetic", flag: func(r *CompositePart) *bool { return &r.IsSynthetic }},
	}...)}
	agreementTable = diagnosisTable[Agreement]{name: "out__agreement", order: cellOrder, columns: append(cellColumns(func(r *Agreement) *Cell { return &r.Cell }), []diagnosisColumn[Agreement]{
		{name: "status", text: func(r *Agreement) *string { return &r.Status }},
		{name: "shortage", whole: func(r *Agreement) *int64 { return &r.Shortage }},
		{name: "methods", whole: func(r *Agreement) *int64 { return &r.Methods }},
		{name: "lower", number: func(r *Agreement) *float64 { return &r.Lower }},
		{name: "upper", number: func(r *Agreement) *float64 { return &r.Upper }},
		{name: "level", number: func(r *Agreement) *float64 { return &r.Level }},
		{name: "verdict", text: func(r *Agreement) *string { return &r.Verdict }},
		{name: "verdict_share", number: func(r *Agreement) *float64 { return &r.VerdictShare }},
		{name: "is_synthetic", flag: func(r *Agreement) *bool { return &r.IsSynthetic }},
	}...)}
	dissentTable = diagnosisTable[Dissent]{name: "out__dissent", order: slices.Concat(cellOrder, []string{"method", "indicator"}), columns: append(cellColumns(func(r *Dissent) *Cell { return &r.Cell }), []diagnosisColumn[Dissent]{
		{name: "method", text: func(r *Dissent) *string { return &r.Method }},
		{name: "says", text: func(r *Dissent) *string { return &r.Says }},
		{name: "indicator", text: func(r *Dissent) *string { return &r.Indicator }},
		{name: "value", number: func(r *Dissent) *float64 { return &r.Value }},
		{name: "needed", number: func(r *Dissent) *float64 { return &r.Needed }},
		{name: "is_synthetic", flag: func(r *Dissent) *bool { return &r.IsSynthetic }},
	}...)}
	tauTable = diagnosisTable[MethodTau]{name: "out__method_tau", order: slices.Concat(groupOrder, []string{"method_a", "method_b"}), columns: append(groupColumns(func(r *MethodTau) *Group { return &r.Group }), []diagnosisColumn[MethodTau]{
		{name: "method_a", text: func(r *MethodTau) *string { return &r.A }},
		{name: "method_b", text: func(r *MethodTau) *string { return &r.B }},
		{name: "tau", number: func(r *MethodTau) *float64 { return &r.Tau }},
		{name: "tau_lower", number: func(r *MethodTau) *float64 { return &r.TauLower }},
		{name: "tau_upper", number: func(r *MethodTau) *float64 { return &r.TauUpper }},
		{name: "level", number: func(r *MethodTau) *float64 { return &r.Level }},
		{name: "units", whole: func(r *MethodTau) *int64 { return &r.Units }},
		{name: "is_synthetic", flag: func(r *MethodTau) *bool { return &r.IsSynthetic }},
	}...)}
	pairTable = diagnosisTable[RankPair]{name: "out__rank_pair", order: slices.Concat(groupOrder, []string{"first_code", "second_code"}), columns: append(groupColumns(func(r *RankPair) *Group { return &r.Group }), []diagnosisColumn[RankPair]{
		{name: "first_code", text: func(r *RankPair) *string { return &r.First }},
		{name: "second_code", text: func(r *RankPair) *string { return &r.Second }},
		{name: "share_above", number: func(r *RankPair) *float64 { return &r.ShareAbove }},
		{name: "is_apart", flag: func(r *RankPair) *bool { return &r.IsApart }},
		{name: "level", number: func(r *RankPair) *float64 { return &r.Level }},
		{name: "is_synthetic", flag: func(r *RankPair) *bool { return &r.IsSynthetic }},
	}...)}
	placeTable = diagnosisTable[RankShare]{name: "out__rank_share", order: slices.Concat(cellOrder, []string{"place"}), columns: append(cellColumns(func(r *RankShare) *Cell { return &r.Cell }), []diagnosisColumn[RankShare]{
		{name: "place", whole: func(r *RankShare) *int64 { return &r.Place }},
		{name: "share", number: func(r *RankShare) *float64 { return &r.Share }},
		{name: "is_synthetic", flag: func(r *RankShare) *bool { return &r.IsSynthetic }},
	}...)}
	choiceTable = diagnosisTable[ChoiceEffect]{name: "out__choice_effect", order: slices.Concat(groupOrder, []string{"choice", "output"}), columns: append(groupColumns(func(r *ChoiceEffect) *Group { return &r.Group }), []diagnosisColumn[ChoiceEffect]{
		{name: "choice", text: func(r *ChoiceEffect) *string { return &r.Choice }},
		{name: "output", text: func(r *ChoiceEffect) *string { return &r.Output }},
		{name: "first", number: func(r *ChoiceEffect) *float64 { return &r.First }},
		{name: "first_lower", number: func(r *ChoiceEffect) *float64 { return &r.FirstLower }},
		{name: "first_upper", number: func(r *ChoiceEffect) *float64 { return &r.FirstUpper }},
		{name: "total", number: func(r *ChoiceEffect) *float64 { return &r.Total }},
		{name: "total_lower", number: func(r *ChoiceEffect) *float64 { return &r.TotalLower }},
		{name: "total_upper", number: func(r *ChoiceEffect) *float64 { return &r.TotalUpper }},
		{name: "level", number: func(r *ChoiceEffect) *float64 { return &r.Level }},
		{name: "is_synthetic", flag: func(r *ChoiceEffect) *bool { return &r.IsSynthetic }},
	}...)}
	causeTable = diagnosisTable[Cause]{name: "out__cause", order: slices.Concat(cellOrder, []string{"cause"}), columns: append(cellColumns(func(r *Cause) *Cell { return &r.Cell }), []diagnosisColumn[Cause]{
		{name: "cause", text: func(r *Cause) *string { return &r.Cause }},
		{name: "grade", text: func(r *Cause) *string { return &r.Grade }},
		{name: "grade_share", number: func(r *Cause) *float64 { return &r.GradeShare }},
		{name: "evidence", text: func(r *Cause) *string { return &r.Evidence }},
		{name: "value", number: func(r *Cause) *float64 { return &r.Value }},
		{name: "value_lower", number: func(r *Cause) *float64 { return &r.ValueLower }},
		{name: "value_upper", number: func(r *Cause) *float64 { return &r.ValueUpper }},
		{name: "is_synthetic", flag: func(r *Cause) *bool { return &r.IsSynthetic }},
	}...)}
	remedyTable = diagnosisTable[Remedy]{name: "out__remedy", order: slices.Concat(cellOrder, []string{"cause", "remedy"}), columns: append(cellColumns(func(r *Remedy) *Cell { return &r.Cell }), []diagnosisColumn[Remedy]{
		{name: "cause", text: func(r *Remedy) *string { return &r.Cause }},
		{name: "remedy", text: func(r *Remedy) *string { return &r.Remedy }},
		{name: "fit", text: func(r *Remedy) *string { return &r.Fit }},
		{name: "evidence_grade", text: func(r *Remedy) *string { return &r.EvidenceGrade }},
		{name: "is_synthetic", flag: func(r *Remedy) *bool { return &r.IsSynthetic }},
	}...)}
)
