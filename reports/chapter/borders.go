package chapter

import (
	"slices"

	"fabbisogno/datasets/boundaries"
	"fabbisogno/datasets/series"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Borders are the outlines that maps are drawn with, and whose they are.
type Borders struct {
	*boundaries.Map
	Source string // producer, year and licence, as the workspace says; empty: not said
}

// area is the outline of a region, nil where there is none.
func (b *Borders) area(code string) *chart.Area {
	if b == nil {
		return nil
	}
	o, ok := b.Outlines[code]
	if !ok {
		return nil
	}
	return &chart.Area{Rings: o.Rings, Name: o.Name}
}

// borders are the outline of a region; of one that the file has in parts, those of all.
func (s *Source) borders(c series.Code) *chart.Area {
	u, ok := s.Codes.Union(c)
	if !ok {
		return s.Borders.area(c.Value)
	}
	var out *chart.Area
	for _, part := range u.Parts {
		a := s.Borders.area(part.Value)
		switch {
		case a == nil:
			return nil
		case out == nil:
			out = &chart.Area{Rings: slices.Clone(a.Rings), Name: a.Name}
		default:
			out.Rings = append(out.Rings, a.Rings...)
		}
	}
	return out
}

// mapWords are what a map says of itself.
type mapWords struct {
	kind, reading figure.Text
	notes         []figure.Text
}

func (b *Borders) words() mapWords {
	if b == nil {
		return mapWords{kind: text("Mappa a tessere.", "Tile map."),
			reading: text("Una tessera per regione, della stessa grandezza e più o meno al suo posto; più il colore si stacca dallo sfondo, maggiore è la difficoltà. Il numero è la quota.",
				"One tile a region, all of one size and roughly in place; the more its colour stands out from the page, the harder. The number is the share.")}
	}
	source := text("fonte non indicata in fabbisogno.toml (boundaries_source)", "no source named in fabbisogno.toml (boundaries_source)")
	if b.Source != "" {
		source = text(b.Source, b.Source)
	}
	return mapWords{kind: text("Mappa delle regioni.", "Map of the regions."),
		reading: text("Più il colore si stacca dallo sfondo, maggiore è la difficoltà; la superficie di una regione non dice quante entrate vi siano. Sugli schermi stretti, una tessera per regione.",
			"The more a colour stands out from the page, the harder; the size of a region says nothing of how many entries it has. On narrow screens, one tile a region."),
		notes: []figure.Text{both(func(l locale.Lang) string {
			return pick(l, "Confini delle regioni, semplificati: %s; file %s, sha256 %s.", "Borders of the regions, simplified: %s; file %s, sha256 %s.", l.Of(source), b.File, b.SHA256[:12])
		})}}
}
