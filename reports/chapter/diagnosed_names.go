package chapter

import (
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// when names the period: a year, or twelve months.
func (g *diagnosed) when(l locale.Lang) string {
	from, to, isSpan := strings.Cut(g.period, "/")
	first, err := series.ParsePeriod(from)
	if err != nil {
		return g.period
	}
	if last, err := series.ParsePeriod(to); isSpan && err == nil {
		return l.Span(first, last)
	}
	return l.Period(first)
}

// has says whether a code is one of the units.
func (g *diagnosed) has(c series.Code) bool {
	return slices.ContainsFunc(g.cells, func(u warehouse.Composite) bool { return u.Unit == c })
}

// unitHead is the heading of the column of units.
func (g *diagnosed) unitHead() Text {
	switch g.kind {
	case warehouse.KindSector:
		return text("Settore", "Sector")
	case warehouse.KindTerritory:
		return text("Regione", "Region")
	}
	return text("Gruppo professionale", "Occupation group")
}

// unitsWord names the units in the plural.
func (g *diagnosed) unitsWord(l locale.Lang) string {
	switch g.kind {
	case warehouse.KindSector:
		return pick(l, "settori", "sectors")
	case warehouse.KindTerritory:
		return pick(l, "regioni", "regions")
	}
	return pick(l, "gruppi professionali", "occupation groups")
}

// counted names n units in a title, where room is scarce.
func (g *diagnosed) counted(l locale.Lang, n int) string {
	switch g.kind {
	case warehouse.KindSector:
		return pick(l, counted(n, "%s settore", "%s settori"), counted(n, "%s sector", "%s sectors"), l.Integer(n))
	case warehouse.KindTerritory:
		return pick(l, counted(n, "%s regione", "%s regioni"), counted(n, "%s region", "%s regions"), l.Integer(n))
	}
	return pick(l, counted(n, "%s gruppo", "%s gruppi"), counted(n, "%s group", "%s groups"), l.Integer(n))
}

// noneOf says that no unit of n is meant: "nessuno dei 6 settori", "nessuna delle 21 regioni".
func (g *diagnosed) noneOf(l locale.Lang, n int) string {
	it := "nessuno dei %s"
	switch {
	case n == 1:
		return g.sole(l, "nessun", "nessuna", "no")
	case g.kind == warehouse.KindTerritory:
		it = "nessuna delle %s"
	}
	return pick(l, it, "none of the %s", g.counted(l, n))
}

// onlyOne says that one unit is meant: "un solo settore", "una sola regione".
func (g *diagnosed) onlyOne(l locale.Lang) string {
	return g.sole(l, "un solo", "una sola", "only one other")
}

// sole is one unit after an article, in the Italian gender of the unit.
func (g *diagnosed) sole(l locale.Lang, male, female, en string) string {
	if g.kind == warehouse.KindTerritory {
		male = female
	}
	_, unit, _ := strings.Cut(g.counted(l, 1), " ")
	return l.Of(text(male, en)) + " " + unit
}

// unitColumn is the column of units with their codes.
func (g *diagnosed) unitColumn() figure.Column {
	dimension := map[string]string{warehouse.KindSector: "industry_", warehouse.KindTerritory: "territory_"}[g.kind]
	if dimension == "" {
		dimension = "occupation_"
	}
	return figure.Column{Name: dimension + g.list, Head: g.unitHead(), Kind: figure.Label}
}

// figureID is the id of a figure of the group.
func (g *diagnosed) figureID(what string) string {
	kind := map[string]string{warehouse.KindSector: "sector-", warehouse.KindTerritory: "region-"}[g.kind]
	return "fig-" + kind + "shortage-" + what
}

// query is the SELECT that gives the rows of a table of the diagnosis.
func (g *diagnosed) query(table, columns, order string) string {
	where := fmt.Sprintf("kind = %s AND territory = %s AND unit_list = %s", quoteSQL(g.kind), quoteSQL(g.territory.Value), quoteSQL(g.list))
	if table != "method_scope" {
		where += " AND period = " + quoteSQL(g.period)
	}
	return fmt.Sprintf("SELECT %s\nFROM %s\nWHERE %s\nORDER BY %s", columns, table, where, order)
}
