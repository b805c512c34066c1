package chapter

import (
	"context"
	"math"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Quotas is how many may enter under the law, and how many places end in a contract.
func Quotas(ctx context.Context, s *Source) (Chapter, error) {
	c := Chapter{ID: "quotas", Title: text("Quote di ingresso ed esiti", "Entry quotas and outcomes"),
		Question: text("Quante persone possono entrare per lavoro, e quante arrivano a un contratto?", "How many people may enter for work, and how many reach a contract?"),
		Intro: []Text{text(
			"Il Decreto Flussi fissa ogni anno quanti lavoratori di Paesi terzi possono entrare, per canale. La quota è un tetto, non una previsione: tra la quota e il contratto di soggiorno si perdono molte persone.",
			"The Decreto Flussi (the yearly decree on entry quotas) sets how many workers from third countries may enter, by channel. A quota is a cap, not a forecast: many people are lost between the quota and the residence contract.")}}
	builders := []func(context.Context) (figure.Figure, error){s.quotasByYear, s.quotaOutcomes}
	if s.IsNational() {
		builders = append(builders, s.mediumNeed)
	} else {
		builders = append(builders, s.foreignContracts)
		c.Absent = append(c.Absent, text(
			"Quote per regione: la ripartizione territoriale è decisa con note ministeriali che nessun file dello spazio di lavoro contiene ancora.",
			"Quotas by region: the territorial split is decided by ministry notes that no file of the workspace holds yet."))
	}
	for _, build := range builders {
		f, err := build(ctx)
		if err != nil {
			return c, err
		}
		c.add(f, s.missing(f.Question))
	}
	return c, nil
}

// otherOf is the code of one of the dimensions kept in Key.Other.
func otherOf(k series.Key, dimension string) string {
	for _, pair := range strings.Split(k.Other, ";") {
		if name, code, ok := strings.Cut(pair, "="); ok && name == dimension {
			return code
		}
	}
	return ""
}

// channels are the parts a decree splits its total into.
var channels = []string{"seasonal", "non_seasonal", "self_employed"}

// quotasByYear takes the quota in force: the last law that speaks of the year.
func (s *Source) quotasByYear(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-quotas", Question: text("Quanti ingressi per lavoro sono ammessi?", "How many entries for work are allowed?")}
	p, err := s.pull(ctx, warehouse.Selection{Tables: []string{"published_quotas"}, Measures: []string{"entry_quota_persons"}, Freq: series.Year, Territories: []series.Code{italy}})
	if err != nil {
		return f, err
	}
	quota := map[string]map[string]float64{}
	var years []string
	var used []warehouse.Origin
	for _, o := range p.obs {
		channel, ref := otherOf(o.Key, "CHANNEL"), otherOf(o.Key, "REF")
		if !slices.Contains(channels, channel) || math.IsNaN(o.Value) || !o.Key.Citizenship.IsZero() || strings.HasPrefix(otherOf(o.Key, "COUNTERPART"), "PK") {
			continue
		}
		used = append(used, warehouse.Origin{Table: o.Table, Note: o.Note})
		if quota[o.Period] == nil {
			quota[o.Period] = map[string]float64{}
			years = append(years, o.Period)
		}
		// A row with a reference is a later law that replaces the decree for its year.
		if _, ok := quota[o.Period][channel]; !ok || ref != "" {
			quota[o.Period][channel] = o.Value
		}
	}
	p.cite(used)
	slices.Sort(years)
	st := chart.Stacked{X: chart.Axis{Label: text("persone", "persons"), Unit: locale.Persons, Zero: true}, Vertical: true,
		Parts: []chart.Part{{Name: text("stagionali", "seasonal")}, {Name: text("non stagionali", "non-seasonal")}, {Name: text("autonomi", "self-employed")}}}
	f.Table.Columns = []figure.Column{{Name: "period", Head: text("Anno", "Year"), Kind: figure.Label}}
	for i, ch := range channels {
		f.Table.Columns = append(f.Table.Columns, figure.Column{Name: "quota_" + ch + "_persons", Head: st.Parts[i].Name, Kind: figure.Value, Unit: locale.Persons})
	}
	f.Table.Columns = append(f.Table.Columns, figure.Column{Name: "quota_sum_persons", Head: text("somma", "sum"), Kind: figure.Value, Unit: locale.Persons})
	sums := map[string]float64{}
	var whole []string
	for _, y := range years {
		if len(quota[y]) != len(channels) {
			continue
		}
		whole = append(whole, y)
		st.Categories = append(st.Categories, Text{IT: y, EN: y})
		row := []figure.Cell{{Text: Text{IT: y, EN: y}, Code: y}}
		for i, ch := range channels {
			st.Parts[i].Values = append(st.Parts[i].Values, quota[y][ch])
			sums[y] += quota[y][ch]
			row = append(row, number(quota[y][ch]))
		}
		f.Table.Rows = append(f.Table.Rows, append(row, number(sums[y])))
	}
	if len(whole) == 0 {
		return f, nil
	}
	first, last := whole[0], whole[len(whole)-1]
	f.Chart = st
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quote di ingresso per lavoro (persone) per anno e canale, Italia, %s-%s", "Entry quotas for work (persons) by year and channel, Italy, %s-%s", first, last)
	})
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, "%s ingressi ammessi nel %s, per lo più stagionali", "%s entries allowed in %s, mostly seasonal", l.Number(sums[last], 0), last)
	})
	if quota[last]["seasonal"] <= sums[last]/2 {
		f.Finding = both(func(l locale.Lang) string {
			return pick(l, "%s ingressi ammessi nel %s", "%s entries allowed in %s", l.Number(sums[last], 0), last)
		})
	}
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Barre in pila per anno: stagionali, non stagionali, autonomi. Nel %s la somma è %s, nel %s %s.", "Stacked bars by year: seasonal, non-seasonal, self-employed. In %s the sum is %s, in %s %s.",
			first, l.Number(sums[first], 0), last, l.Number(sums[last], 0))
	})
	f.Key = both(func(l locale.Lang) string {
		return pick(l, "Il Decreto Flussi ammette %s ingressi nel %s, di cui %s stagionali; erano %s nel %s.", "The Decreto Flussi allows %s entries in %s, of which %s seasonal; they were %s in %s.",
			l.Number(sums[last], 0), last, l.Number(quota[last]["seasonal"], 0), l.Number(sums[first], 0), first)
	})
	f.Notes = []Text{text("2023-2025: DPCM 27 settembre 2023, per il 2025 come modificato dal DL 145/2024; 2026-2028: DPCM 2 ottobre 2025. Gli ingressi fuori quota non sono compresi.",
		"2023-2025: decree of 27 September 2023, for 2025 as amended by decree-law 145/2024; 2026-2028: decree of 2 October 2025. Entries outside the quotas are not included.")}
	return s.finish(f, p, true), nil
}

// quotaOutcomes is the share of places that end in a residence contract.
func (s *Source) quotaOutcomes(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-quota-outcomes", Question: text("Quante quote diventano contratti?", "How many places become contracts?")}
	p, err := s.pull(ctx, warehouse.Selection{Tables: []string{"published_quota_outcomes"}, Measures: []string{"quota_contract_share_pct"}, Freq: series.Year, Territories: []series.Code{italy}})
	if err != nil {
		return f, err
	}
	bars := chart.Bars{X: chart.Axis{Label: text("% delle quote", "% of the quota"), Unit: locale.Pct, Decimals: 1, Zero: true}, Threshold: math.NaN(), Ordered: true}
	f.Table.Columns = []figure.Column{{Name: "period", Head: text("Anno e fonte", "Year and source"), Kind: figure.Label},
		{Name: "quota_contract_share_pct", Head: text("Contratti, % delle quote", "Contracts, % of the quota"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1}}
	var lastYear string
	low, high := math.Inf(1), math.Inf(-1)
	for _, o := range p.obs {
		if math.IsNaN(o.Value) {
			continue
		}
		edition := strings.TrimPrefix(otherOf(o.Key, "REF"), "ero_straniero_")
		name := both(func(l locale.Lang) string {
			return pick(l, "%s (rapporto %s)", "%s (report of %s)", o.Period, edition)
		})
		bars.Items = append(bars.Items, chart.Item{Label: name, Value: o.Value, Lower: math.NaN(), Upper: math.NaN(), Reference: math.NaN()})
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: name, Code: o.Period + " " + edition}, number(o.Value)})
		lastYear, low, high = max(lastYear, o.Period), min(low, o.Value), max(high, o.Value)
	}
	if len(bars.Items) == 0 {
		return f, nil
	}
	f.Chart = bars
	f.Subtitle = text("Quote che si concludono con un contratto di soggiorno (% delle quote), Italia, alla data di ciascun rapporto", "Places that end in a residence contract (% of the quota), Italy, at the date of each report")
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, "Solo una parte delle quote diventa contratto: dal %s al %s", "Only part of the quota becomes contracts: %s to %s", l.Percent(low, 1), l.Percent(high, 1))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Barre: quota che diventa contratto, per anno e rapporto; l'ultimo anno è il %s.", "Bars: share that becomes contracts, by year and report; the last year is %s.", lastYear)
	})
	f.Notes = []Text{text("Rapporti di anni diversi contano in date diverse e non sono una serie: pratiche ancora aperte possono chiudersi dopo.",
		"Reports of different years count at different dates and are not a series: files still open may close later.")}
	return s.finish(f, p, true), nil
}

// mediumNeed is what the official medium-term model says, scenario by scenario.
func (s *Source) mediumNeed(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-medium-need", Question: text("Quante persone serviranno in cinque anni?", "How many people will be needed in five years?")}
	p, err := s.pull(ctx, warehouse.Selection{Tables: []string{"published_medium_term"}, Measures: []string{"labour_need_low_thousand", "labour_need_high_thousand"}, Territories: []series.Code{italy},
		Industries: []series.Code{{List: "sector_group", Value: "TOTAL"}}})
	if err != nil {
		return f, err
	}
	type edition struct{ period, ref string }
	low, high := map[edition]float64{}, map[edition]float64{}
	var all []edition
	for _, o := range p.obs {
		e := edition{o.Period, otherOf(o.Key, "REF")}
		if !slices.Contains(all, e) {
			all = append(all, e)
		}
		if o.Key.Measure == "labour_need_low_thousand" {
			low[e] = o.Value
		} else {
			high[e] = o.Value
		}
	}
	slices.SortFunc(all, func(a, b edition) int { return strings.Compare(a.period+a.ref, b.period+b.ref) })
	d := chart.Dots{X: chart.Axis{Label: text("milioni di persone in cinque anni", "million people in five years"), Unit: "million_persons", Decimals: 2}, Threshold: math.NaN(),
		ReferenceLabel: text("scenario alto", "high scenario"), Ordered: true}
	f.Table.Columns = []figure.Column{{Name: "period", Head: text("Quinquennio ed edizione", "Five years and edition"), Kind: figure.Label},
		{Name: "labour_need_low_thousand", Head: text("Scenario basso, migliaia", "Low scenario, thousands"), Kind: figure.Value, Unit: locale.ThousandPersons},
		{Name: "labour_need_high_thousand", Head: text("Scenario alto, migliaia", "High scenario, thousands"), Kind: figure.Value, Unit: locale.ThousandPersons}}
	for _, e := range all {
		lo, okLow := low[e]
		hi, okHigh := high[e]
		if !okLow || !okHigh {
			continue
		}
		years := strings.Replace(e.period, "/", "-", 1)
		name := Text{IT: years, EN: years}
		if when, ok := strings.CutPrefix(e.ref, "edition_"); ok {
			when = strings.ReplaceAll(when, "_", "-")
			if month, err := series.ParsePeriod(when); err == nil {
				name = both(func(l locale.Lang) string { return years + ", " + l.AxisPeriod(month) })
			}
		}
		d.Items = append(d.Items, chart.Item{Label: name, Value: lo / 1000, Lower: math.NaN(), Upper: math.NaN(), Reference: hi / 1000})
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: name, Code: years + " " + e.ref}, number(lo), number(hi)})
	}
	if len(d.Items) == 0 {
		return f, nil
	}
	last := d.Items[len(d.Items)-1]
	f.Chart = d
	f.Subtitle = text("Fabbisogno di occupati (milioni) in cinque anni secondo il modello Excelsior, Italia, per quinquennio ed edizione", "Need for workers (million) in five years by the Excelsior model, Italy, by period and edition")
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, "Il modello ufficiale indica da %s a %s milioni di persone in cinque anni", "The official model says %s to %s million people in five years", l.Number(last.Value, 1), l.Number(last.Reference, 1))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Per ciascuna edizione, scenario basso (pieno) e scenario alto (vuoto). Ultima: %s, %s e %s milioni.", "For each edition, low scenario (filled) and high scenario (hollow). Last: %s, %s and %s million.",
			l.Of(last.Label), l.Number(last.Value, 1), l.Number(last.Reference, 1))
	})
	f.HowToRead = text("Punto pieno: scenario basso; vuoto: scenario alto. Sono scenari, non un intervallo di confidenza: la fonte non dice con quale probabilità il valore starà fra i due.",
		"Filled dot: low scenario; hollow: high scenario. They are scenarios, not a confidence interval: the source does not say with what probability the value will lie between them.")
	f.Notes = []Text{text("Fabbisogno = domanda di espansione + domanda di sostituzione. Due edizioni dello stesso quinquennio possono differire: ciascuna è mostrata.",
		"Need (fabbisogno) = expansion demand + replacement demand. Two editions of the same five years may differ: each is shown.")}
	return s.finish(f, p, true), nil
}

// foreignContracts is where foreign workers start contracts in the region, where the region publishes it.
func (s *Source) foreignContracts(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-foreign-contracts", Question: text("In quali settori iniziano a lavorare gli stranieri?", "In which sectors do foreign workers start?")}
	p, err := s.pull(ctx, warehouse.Selection{Measures: []string{"sector_share_of_foreign_contracts_pct"}, Territories: []series.Code{s.Territory}})
	if err != nil || len(p.obs) == 0 {
		return f, err
	}
	bars := chart.Bars{X: chart.Axis{Label: text("% dei nuovi contratti di stranieri", "% of new contracts of foreign workers"), Unit: locale.Pct, Decimals: 1, Zero: true}, Threshold: math.NaN(), Ordered: true}
	f.Table.Columns = []figure.Column{{Name: "industry_sector_group", Head: text("Settore", "Sector"), Kind: figure.Label},
		{Name: "sector_share_of_foreign_contracts_pct", Head: text("% dei contratti", "% of contracts"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1}}
	// In the order of the classification: the source gives no error that a ranking would need.
	obs := slices.Clone(p.obs)
	slices.SortStableFunc(obs, func(a, b warehouse.Observation) int { return a.Key.Industry.Compare(b.Key.Industry) })
	for _, o := range obs {
		bars.Items = append(bars.Items, chart.Item{Label: s.label(o.Key.Industry), Value: o.Value, Lower: math.NaN(), Upper: math.NaN(), Reference: math.NaN()})
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: s.label(o.Key.Industry), Code: o.Key.Industry.Value}, number(o.Value)})
	}
	first := slices.MaxFunc(obs, func(a, b warehouse.Observation) int { return descending(b.Value, a.Value) })
	f.Chart = bars
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Nuovi contratti di lavoratori stranieri per settore (%% del totale), %s, %s", "New contracts of foreign workers by sector (%% of all), %s, %s", l.Of(s.place(s.Territory)), first.Period)
	})
	f.Finding = fit(both(func(l locale.Lang) string {
		return pick(l, "%s: il %s dei nuovi contratti di stranieri", "%s: %s of new contracts of foreign workers", l.Of(s.label(first.Key.Industry)), l.Percent(first.Value, 1))
	}), both(func(l locale.Lang) string {
		return pick(l, "Il settore più frequente raccoglie il %s dei nuovi contratti di stranieri", "The most frequent sector takes %s of new contracts of foreign workers", l.Percent(first.Value, 1))
	}))
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Barre per settore: la quota osservata più alta è di %s, %s.", "Bars by sector: the highest share observed is that of %s, %s.", l.Of(s.label(first.Key.Industry)), l.Percent(first.Value, 1))
	})
	f.Notes = []Text{text("Contratti, non persone: chi ne firma più d'uno è contato più volte.", "Contracts, not people: who signs several is counted several times.")}
	return s.finish(f, p, false), nil
}
