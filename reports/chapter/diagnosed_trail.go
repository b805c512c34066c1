package chapter

import (
	"context"
	"slices"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// diagnosisStep is the run that fills the tables of the diagnosis.
const diagnosisStep = "diagnosis"

// CompositeMethod is the composite among the methods, and CompositeVersion that of its results.
const (
	CompositeMethod  = "composite"
	CompositeVersion = 1
)

// diagnosisTrail is what figures of a group rest on: the SELECTs that give their rows,
// and the files whose observations the indicators were made of.
func (s *Source) diagnosisTrail(ctx context.Context, g *diagnosed, queries ...string) (*pulled, error) {
	if g.inputs == nil {
		run, err := s.run(ctx, diagnosisStep)
		if err != nil {
			return nil, err
		}
		inputs, err := s.diagnosisInputs(ctx, g)
		if err != nil {
			return nil, err
		}
		g.inputs = inputs.by(CompositeMethod, CompositeVersion, run.ID)
	}
	p := *g.inputs
	p.queries, p.lineage = queries, slices.Clone(g.inputs.lineage)
	p.synthetic = p.synthetic || g.isSynthetic()
	return p.join(g.inputs.joined), nil
}

// diagnosisInputs reads the observations that the indicators of a group are made of.
func (s *Source) diagnosisInputs(ctx context.Context, g *diagnosed) (*pulled, error) {
	territories := []series.Code{italy}
	if g.territory != italy {
		territories = append(territories, g.territory)
	}
	measures := []string{entries, hardShare, noCandidates}
	industry, occupation := warehouse.ListNone, g.list
	switch g.kind {
	case warehouse.KindSector:
		industry, occupation = g.list, warehouse.ListNone
	case warehouse.KindTerritory:
		industry, occupation = warehouse.ListNone, warehouse.ListNone
		territories = append(territories, s.Codes.RegionsBeside(italy)...)
	}
	p, err := s.basisOf(ctx, s.recentExcelsior(territories, industry, occupation, measures...))
	if err != nil {
		return nil, err
	}
	for _, id := range g.indicators() {
		sel, ok := otherInputs[id]
		if !ok {
			continue
		}
		sel.Territories = territories
		more, err := s.basisOf(ctx, sel)
		if err != nil {
			return nil, err
		}
		p.add(more)
	}
	return p, nil
}

// otherInputs are the tables beside Excelsior's that indicators are made of.
var otherInputs = map[string]warehouse.Selection{
	"entries_per_100_employed": {Tables: []string{"istat_employed"}, Measures: []string{"employed_thousand"}, Freq: series.Quarter, Industries: []series.Code{employedAll}},
	"unemployment_rate_pct":    {Tables: []string{"istat_unemployment"}, Measures: []string{"unemployment_rate_pct"}, Freq: series.Quarter},
	"job_vacancy_rate_pct":     {Tables: []string{"istat_vacancies"}, Measures: []string{"job_vacancy_rate_sa_pct"}, Freq: series.Quarter},
}

// add joins the trail of another reading to this one.
func (p *pulled) add(more *pulled) {
	for _, l := range more.lineage {
		i := slices.IndexFunc(p.lineage, func(have warehouse.Lineage) bool { return have.Table == l.Table && have.SHA256 == l.SHA256 })
		if i >= 0 {
			p.lineage[i].Rows += l.Rows
			continue
		}
		p.lineage = append(p.lineage, l)
	}
	sortLineage(p.lineage)
	for table, released := range more.released {
		if released.After(p.released[table]) {
			p.released[table] = released
		}
	}
	for table, printed := range more.printed {
		for _, c := range printed {
			if !slices.Contains(p.printed[table], c) {
				p.printed[table] = append(p.printed[table], c)
			}
		}
	}
	p.synthetic = p.synthetic || more.synthetic
	if p.joined == nil {
		p.joined = more.joined
	}
}
