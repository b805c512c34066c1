package chapter

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"fabbisogno/analysis/indicator"
	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// memberPanels are the sets of figures of the membership, in the order they are shown.
var memberPanels = []struct {
	id   string
	name Text
}{
	{"published_2019", text("2019", "2019")},
	{"published_2023", text("2023", "2023")},
	{"published_years", text("2019 e 2023", "2019 and 2023")},
	{"workspace", text("dati dello spazio di lavoro", "figures of the workspace")},
}

// membership is how often each sector is chosen over all settings of floors and
// weights, by set of figures, and beside it how often in the draws.
func (s *Source) membership(ctx context.Context, mine, all []warehouse.Shortage) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-priority-membership", Question: text("La scelta regge in altri anni, con altre soglie e altri pesi?", "Does the choice hold in other years, with other floors and other weights?")}
	counted := map[[2]string]shortage.Membered{}
	chosen := map[[2]string]string{}
	var units []series.Code
	for _, r := range all {
		if r.Method != shortage.MembershipID || r.Territory != s.Territory {
			continue
		}
		var m shortage.Membered
		if err := json.Unmarshal([]byte(r.Explanation), &m); err != nil {
			return f, fmt.Errorf("read membership of %s: %w", r.Unit, err)
		}
		counted[[2]string{r.Panel, r.Unit.Value}], chosen[[2]string{r.Panel, r.Unit.Value}] = m, r.Class
		if !slices.Contains(units, r.Unit) {
			units = append(units, r.Unit)
		}
	}
	if len(units) == 0 {
		return f, nil
	}
	pooled := func(u series.Code) float64 { return counted[[2]string{"published_years", u.Value}].Chosen }
	slices.SortStableFunc(units, func(a, b series.Code) int { return descending(pooled(a), pooled(b)) })
	draws := map[[2]string]warehouse.Shortage{}
	for _, r := range mine {
		draws[[2]string{r.Panel, r.Unit.Value}] = r
	}
	drawing := chart.Membership{Label: text("% delle combinazioni di soglie e pesi in cui il gruppo è prioritario", "% of the combinations of floors and weights in which the group is a priority")}
	f.Table.Columns = []figure.Column{{Name: "unit_sector_group", Head: text("Gruppo di settori", "Sector group"), Kind: figure.Label}}
	var panels []string
	for _, p := range memberPanels {
		if _, ok := counted[[2]string{p.id, units[0].Value}]; ok {
			panels = append(panels, p.id)
			drawing.Cols = append(drawing.Cols, p.name)
			f.Table.Columns = append(f.Table.Columns, memberColumns(p.id, p.name, draws)...)
		}
	}
	for _, u := range units {
		var shares []float64
		var isChosen []bool
		line := []figure.Cell{{Text: s.label(u), Code: u.Value}}
		for _, p := range panels {
			at := [2]string{p, u.Value}
			shares, isChosen = append(shares, 100*counted[at].Chosen), append(isChosen, chosen[at] == shortage.ClassPriority)
			line = append(line, memberCells(counted[at], chosen[at], draws, p)...)
		}
		drawing.Rows, drawing.Shares, drawing.Chosen = append(drawing.Rows, s.label(u)), append(drawing.Shares, shares), append(drawing.Chosen, isChosen)
		f.Table.Rows = append(f.Table.Rows, line)
	}
	f.Chart = drawing
	s.memberWords(&f, counted[[2]string{panels[0], units[0].Value}], units, func(u series.Code) shortage.Membered {
		if m, ok := counted[[2]string{"published_years", u.Value}]; ok {
			return m
		}
		return counted[[2]string{panels[0], u.Value}]
	})
	sources, err := termSources(mine)
	if err != nil {
		return f, err
	}
	p, err := s.trailOf(ctx, mine, sources, memberQuery(s.Territory), shortage.MembershipID, shortage.MembershipVersion)
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

// memberWords fills in the sentences.
func (s *Source) memberWords(f *figure.Figure, one shortage.Membered, units []series.Code, of func(series.Code) shortage.Membered) {
	never := 0
	for _, u := range units {
		if of(u).Chosen == 0 {
			never++
		}
	}
	top := of(units[0])
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quota delle combinazioni di soglie e pesi (%%) in cui il gruppo è prioritario, per anno dei dati, %s; %s combinazioni per anno, tutte contate",
			"Share of the combinations of floors and weights (%%) in which the group is a priority, by year of the figures, %s; %s combinations a year, all counted", l.Of(s.place(s.Territory)), l.Integer(one.Settings))
	})
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, "Nessun gruppo è sempre scelto: al più nel %s dei casi; mai scelti: %s", "No group is always chosen: at most in %s of cases; never chosen: %s", l.Percent(100*top.Chosen, 0), l.Integer(never))
	})
	if top.Chosen >= 1-1e-9 {
		f.Finding = both(func(l locale.Lang) string {
			return pick(l, "Almeno un gruppo è scelto con tutte le soglie; mai scelti: %s", "At least one group is chosen whatever the floors; never chosen: %s", l.Integer(never))
		})
	}
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Barre per %s gruppi e anno dei dati. Il più frequente è %s.", "Bars for %s groups and year of the figures. The most frequent is %s.", l.Integer(len(units)), l.Of(s.label(units[0])))
	})
	f.HowToRead = both(func(l locale.Lang) string {
		return pick(l, "Ogni soglia prende il minimo, il valore e il massimo dichiarati; gli indicatori pesano tutti uguale, oppure uno pesa il doppio o è escluso. Barra piena: prioritario ai valori dichiarati. Le quote sono contate, non estratte: non hanno errore di campionamento.",
			"Every floor takes its declared minimum, value and maximum; indicators weigh the same, or one weighs double or is left out. Strong bar: a priority at the declared values. The shares are counted, not drawn: they have no sampling error.")
	})
	f.Told = []figure.Told{toldCount("settings_count", "Combinazioni di soglie e pesi in un anno", "Combinations of floors and weights in a year", one.Settings),
		{ID: "same_choice_pct", Meaning: text("Combinazioni in cui l'intera scelta è quella dei valori dichiarati", "Combinations in which the whole choice is that of the declared values"), Unit: locale.Pct, Value: 100 * of(units[0]).SetEqual},
		toldCount("never_chosen_count", "Gruppi mai scelti", "Groups never chosen", never)}
	f.Notes = append(f.Notes, both(func(l locale.Lang) string {
		m := of(units[0])
		return pick(l, "L'intera scelta ai valori dichiarati si ripete identica nel %s delle combinazioni. Quanto sia credibile ciascuna non si sa: contano tutte allo stesso modo.",
			"The whole choice at the declared values comes out unchanged in %s of the combinations. How credible each of them is nobody knows: all count the same.", l.Percent(100*m.SetEqual, 0))
	}), text("Lo 0% non vuol dire escluso: la tabella dice in quante combinazioni l'esito non è stabilito, e la quota di estrazioni con il suo intervallo al 95%.",
		"0% does not mean ruled out: the table says in how many combinations the outcome is not established, and the share of the draws with its 95% interval."))
}

func memberColumns(id string, name Text, draws map[[2]string]warehouse.Shortage) []figure.Column {
	head := func(it, en string) Text {
		return both(func(l locale.Lang) string { return l.Of(name) + ": " + l.Of(text(it, en)) })
	}
	pct := func(what string, h Text, k figure.Kind, level float64) figure.Column {
		return figure.Column{Name: what + "_" + id + "_pct", Head: h, Kind: k, Unit: locale.Pct, Level: level}
	}
	out := []figure.Column{pct("settings_share", head("combinazioni, %", "combinations, %"), figure.Value, 0),
		pct("settings_unknown", head("non stabilito, %", "not established, %"), figure.Value, 0)}
	for at := range draws {
		if at[0] == id {
			out = append(out, pct("draws_share", head("estrazioni, %", "draws, %"), figure.Value, 0),
				pct("draws_lower", head("estrazioni, min", "draws, low"), figure.Lower, 0.95), pct("draws_upper", head("estrazioni, max", "draws, high"), figure.Upper, 0.95))
			break
		}
	}
	return append(out, figure.Column{Name: "class_" + id, Head: head("esito", "outcome"), Kind: figure.Status})
}

func memberCells(m shortage.Membered, class string, draws map[[2]string]warehouse.Shortage, panel string) []figure.Cell {
	out := []figure.Cell{number(100 * m.Chosen), number(100 * m.Unknown)}
	hasDraws := false
	for at := range draws {
		hasDraws = hasDraws || at[0] == panel
	}
	if hasDraws {
		share, n := math.NaN(), 0.0
		if r, ok := draws[[2]string{panel, m.Unit}]; ok {
			share = r.ClassShare
			if e, err := explained(r); err == nil {
				n = float64(e.Draws)
			}
		}
		lower, upper := indicator.Wilson95(share, n)
		out = append(out, number(100*share), number(100*lower), number(100*upper))
	}
	return append(out, figure.Cell{Text: classWords[class], Code: class})
}

func memberQuery(territory series.Code) string {
	return fmt.Sprintf("SELECT panel, unit_code, class, class_share, explanation\nFROM out__shortage\nWHERE method = %s AND territory = %s\nORDER BY panel, unit_code",
		quoteSQL(shortage.MembershipID), quoteSQL(territory.Value))
}
