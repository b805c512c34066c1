package main

import (
	"fmt"
	"slices"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/harmonize"
)

// referenceRows are the code lists, bridges, partitions, breaks and texts that
// the warehouse keeps for its readers.
func (p *pipeline) referenceRows() (warehouse.Reference, error) {
	var r warehouse.Reference
	for _, i := range p.codes.All() {
		r.Codes = append(r.Codes, warehouse.Code{List: i.List, Code: i.Code, LabelIT: i.Label.IT, LabelEN: i.Label.EN, Parent: i.Parent, Level: i.Level})
	}
	var units []string
	for _, i := range p.cat.Indicators {
		r.Measures = append(r.Measures, warehouse.Measure{Measure: i.ID, Unit: i.Unit, LabelIT: i.Name.IT, LabelEN: i.Name.EN})
		if !slices.Contains(units, i.Unit) {
			units = append(units, i.Unit)
			r.Units = append(r.Units, warehouse.Unit{Name: i.Unit, IsCount: series.IsAdditive(i.Unit)})
		}
	}
	for _, t := range p.cat.Tables {
		r.Tables = append(r.Tables, warehouse.TableInfo{Table: t.ID, Provider: t.Provider, TitleIT: t.Title.IT, TitleEN: t.Title.EN, Licence: t.Licence,
			CitationIT: t.Citation.IT, CitationEN: t.Citation.EN, SourceURL: t.Page})
		breaks, err := tableBreaks(t)
		if err != nil {
			return r, err
		}
		r.Breaks = append(r.Breaks, breaks...)
	}
	for _, provider := range p.cat.Providers {
		for _, list := range harmonize.FlagLists(p.codes, provider) {
			r.FlagLists = append(r.FlagLists, warehouse.FlagList{Provider: provider.ID, List: list})
		}
	}
	for _, c := range p.codes.Crosswalks() {
		for _, l := range c.Links {
			_, same := c.OneToOne(l.From)
			r.Links = append(r.Links, warehouse.Link{FromList: c.From, From: l.From, ToList: c.To, To: l.To, Weight: l.Weight, IsOneToOne: same,
				Basis: string(l.Basis), Source: l.Source, Note: l.Note})
		}
	}
	for _, q := range p.codes.Partitions() {
		r.Partitions = append(r.Partitions, warehouse.Partition{ID: q.Name, List: q.List, Whole: q.Whole, Codes: q.Codes})
	}
	return r, nil
}

func tableBreaks(t catalog.Table) ([]warehouse.Break, error) {
	var out []warehouse.Break
	for _, b := range t.Breaks {
		from, err := series.ParsePeriod(b.From)
		if err != nil {
			return nil, fmt.Errorf("break %s of %s: %w", b.ID, t.ID, err)
		}
		one := warehouse.Break{Table: t.ID, ID: b.ID, From: from, Kind: series.BreakKind(b.Kind), Concerns: b.Concerns,
			WhatIT: b.What.IT, WhatEN: b.What.EN, URL: b.URL}
		if one.Kind == "" {
			one.Kind = series.BreakLevel
		}
		if one.Concerns == "" {
			one.Concerns = warehouse.ConcernsAll
		}
		out = append(out, one)
	}
	return out, nil
}
