package chapter

import (
	"fmt"
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
