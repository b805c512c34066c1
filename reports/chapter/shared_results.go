package chapter

import (
	"context"

	"fabbisogno/datasets/warehouse"
)

// results are the tables of the diagnosis that editions read.
type results struct {
	composites kept[warehouse.DiagnosisFilter, byPlace[warehouse.Composite]]
	parts      kept[warehouse.DiagnosisFilter, byPlace[warehouse.CompositePart]]
	ratings    kept[warehouse.DiagnosisFilter, byPlace[warehouse.Rating]]
	agreements kept[warehouse.DiagnosisFilter, byPlace[warehouse.Agreement]]
	dissents   kept[warehouse.DiagnosisFilter, byPlace[warehouse.Dissent]]
	classes    kept[warehouse.DiagnosisFilter, byPlace[warehouse.ClassShare]]
	pairs      kept[warehouse.DiagnosisFilter, byPlace[warehouse.RankPair]]
	places     kept[warehouse.DiagnosisFilter, byPlace[warehouse.RankShare]]
	taus       kept[warehouse.DiagnosisFilter, byPlace[warehouse.MethodTau]]
	choices    kept[warehouse.DiagnosisFilter, byPlace[warehouse.ChoiceEffect]]
	scopes     kept[warehouse.DiagnosisFilter, byPlace[warehouse.MethodScope]]
	causes     kept[warehouse.DiagnosisFilter, byPlace[warehouse.Cause]]
}

// byPlace are rows by the code of their territory, in the order of the table.
type byPlace[T any] map[string][]T

// fewEditions read the rows of their own territories: for more of them one reading
// of all territories is cheaper than one each.
const fewEditions = 3

// resultsOf are the rows of a table of the diagnosis that pass a filter with a
// territory. The latest period is that of the whole table, so what is read for all
// territories holds the rows of each in the order in which it would have read them.
func resultsOf[T any](ctx context.Context, m *Shared, k *kept[warehouse.DiagnosisFilter, byPlace[T]], f warehouse.DiagnosisFilter,
	read func(context.Context, warehouse.DiagnosisFilter) ([]T, error), place func(T) string) ([]T, error) {
	asked := f
	if len(m.Territories) > fewEditions {
		asked.Territory = ""
	}
	all, err := k.get(asked, func() (byPlace[T], error) {
		rows, err := read(ctx, asked)
		if err != nil {
			return nil, err
		}
		out := byPlace[T]{}
		for _, r := range rows {
			out[place(r)] = append(out[place(r)], r)
		}
		return out, nil
	})
	return all[f.Territory], err
}

func (s *Source) composites(ctx context.Context, f warehouse.DiagnosisFilter) ([]warehouse.Composite, error) {
	m := s.shared()
	return resultsOf(ctx, m, &m.diagnosis.composites, f, s.DB.Composites, func(r warehouse.Composite) string { return r.Territory.Value })
}

func (s *Source) compositeParts(ctx context.Context, f warehouse.DiagnosisFilter) ([]warehouse.CompositePart, error) {
	m := s.shared()
	return resultsOf(ctx, m, &m.diagnosis.parts, f, s.DB.CompositeParts, func(r warehouse.CompositePart) string { return r.Territory.Value })
}

func (s *Source) ratings(ctx context.Context, f warehouse.DiagnosisFilter) ([]warehouse.Rating, error) {
	m := s.shared()
	return resultsOf(ctx, m, &m.diagnosis.ratings, f, s.DB.Ratings, func(r warehouse.Rating) string { return r.Territory.Value })
}

func (s *Source) agreements(ctx context.Context, f warehouse.DiagnosisFilter) ([]warehouse.Agreement, error) {
	m := s.shared()
	return resultsOf(ctx, m, &m.diagnosis.agreements, f, s.DB.Agreements, func(r warehouse.Agreement) string { return r.Territory.Value })
}

func (s *Source) dissents(ctx context.Context, f warehouse.DiagnosisFilter) ([]warehouse.Dissent, error) {
	m := s.shared()
	return resultsOf(ctx, m, &m.diagnosis.dissents, f, s.DB.Dissents, func(r warehouse.Dissent) string { return r.Territory.Value })
}

func (s *Source) classShares(ctx context.Context, f warehouse.DiagnosisFilter) ([]warehouse.ClassShare, error) {
	m := s.shared()
	return resultsOf(ctx, m, &m.diagnosis.classes, f, s.DB.ClassShares, func(r warehouse.ClassShare) string { return r.Territory.Value })
}

func (s *Source) rankPairs(ctx context.Context, f warehouse.DiagnosisFilter) ([]warehouse.RankPair, error) {
	m := s.shared()
	return resultsOf(ctx, m, &m.diagnosis.pairs, f, s.DB.RankPairs, func(r warehouse.RankPair) string { return r.Territory.Value })
}

func (s *Source) rankShares(ctx context.Context, f warehouse.DiagnosisFilter) ([]warehouse.RankShare, error) {
	m := s.shared()
	return resultsOf(ctx, m, &m.diagnosis.places, f, s.DB.RankShares, func(r warehouse.RankShare) string { return r.Territory.Value })
}

func (s *Source) methodTaus(ctx context.Context, f warehouse.DiagnosisFilter) ([]warehouse.MethodTau, error) {
	m := s.shared()
	return resultsOf(ctx, m, &m.diagnosis.taus, f, s.DB.MethodTaus, func(r warehouse.MethodTau) string { return r.Territory.Value })
}

func (s *Source) choiceEffects(ctx context.Context, f warehouse.DiagnosisFilter) ([]warehouse.ChoiceEffect, error) {
	m := s.shared()
	return resultsOf(ctx, m, &m.diagnosis.choices, f, s.DB.ChoiceEffects, func(r warehouse.ChoiceEffect) string { return r.Territory.Value })
}

func (s *Source) methodScopes(ctx context.Context, f warehouse.DiagnosisFilter) ([]warehouse.MethodScope, error) {
	m := s.shared()
	return resultsOf(ctx, m, &m.diagnosis.scopes, f, s.DB.MethodScopes, func(r warehouse.MethodScope) string { return r.Territory.Value })
}

func (s *Source) causes(ctx context.Context, f warehouse.DiagnosisFilter) ([]warehouse.Cause, error) {
	m := s.shared()
	return resultsOf(ctx, m, &m.diagnosis.causes, f, s.DB.Causes, func(r warehouse.Cause) string { return r.Territory.Value })
}
