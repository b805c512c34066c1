package chapter

import (
	"slices"
	"strings"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/series"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// hardestOnly is what printed lists of occupations cannot say.
var hardestOnly = text("Gli elenchi pubblicati per la regione nominano le professioni più difficili da trovare: possono accertare una carenza, quasi mai negarla.",
	"The lists published for the region name the occupations hardest to find: they can establish a shortage, hardly ever deny one.")

// noProof is what the regional term is.
var noProof = text("Una dimostrazione, non una prova.", "A demonstration, not proof.")

// stands counts the sectors with a training strength, and those in which it is sure by
// degrees to be at least one, or below.
func stands(rows []originRow) (trained, strong, weak int) {
	for _, r := range rows {
		if r.Training == shortage.Yes {
			trained++
		}
		switch degreeVerdict(r) {
		case shortage.Yes:
			strong++
		case shortage.No:
			weak++
		}
	}
	return trained, strong, weak
}

// toldStands are the counts of stands as the download has them.
func toldStands(rows []originRow) []figure.Told {
	trained, strong, weak := stands(rows)
	return []figure.Told{toldCount("trained_count", "Settori in cui risulta la forza formativa", "Sectors in which the training strength is found", trained),
		toldCount("strong_count", "Settori in cui per gradi è almeno 1 con certezza", "Sectors in which by degrees it is sure to be at least 1", strong),
		toldCount("weak_count", "Settori in cui per gradi è sotto 1 con certezza", "Sectors in which by degrees it is sure to be below 1", weak),
		{ID: "floor_ratio", Meaning: text("Valore da cui la soglia è raggiunta", "Value from which the floor is reached"), Unit: locale.Ratio, Value: 1}}
}

// originCaution says how little the term tells apart, as yes or no and by degrees.
func (s *Source) originCaution(rows []originRow) Text {
	trained, strong, weak := stands(rows)
	return both(func(l locale.Lang) string {
		return pick(l, "La forza formativa risulta in %s settori su %s, e da sola distingue poco. Per gradi (media geometrica pesata di mestieri degli emigrati e presenza in Italia, rapportati alla domanda) è almeno 1 con certezza in %s, sotto con certezza in %s; degli altri i dati pubblicati non lo dicono. Le soglie e i pesi sono tutti assunti.",
			"The training strength is found in %s of %s sectors, and alone tells little apart. By degrees (weighted geometric mean of trades of emigrants and presence in Italy, against demand) it is sure to be at least 1 in %s and below in %s; of the others the published figures do not say. All floors and weights are assumed.",
			l.Integer(trained), l.Integer(len(rows)), l.Integer(strong), l.Integer(weak))
	})
}

// originStands lists the sectors by what they stand on.
func (s *Source) originStands(rows []originRow) Text {
	groups := map[string][]originRow{}
	for _, r := range rows {
		switch {
		case r.ComesOut == shortage.Yes:
			groups["both"] = append(groups["both"], r)
		case r.OriginExplanation.Shortage == shortage.Yes:
			groups["shortage"] = append(groups["shortage"], r)
		case r.Training == shortage.Yes:
			groups["training"] = append(groups["training"], r)
		}
	}
	return both(func(l locale.Lang) string {
		var parts []string
		add := func(id, it, en string) {
			if len(groups[id]) > 0 {
				parts = append(parts, pick(l, it, en, l.Join(s.names(l, groups[id]))))
			}
		}
		add("both", "Poggiano su carenza e formazione insieme: %s.", "Standing on shortage and training together: %s.")
		add("shortage", "Sulla sola carenza della regione, con la formazione negata o non stabilita: %s.", "On the region's shortage alone, training denied or not established: %s.")
		add("training", "Sulla sola formazione, con la carenza negata o non stabilita: %s.", "On the training alone, shortage denied or not established: %s.")
		if len(parts) == 0 {
			return pick(l, "Nessun settore poggia qui su uno dei due termini.", "No sector stands on either term here.")
		}
		return strings.Join(parts, " ")
	})
}

// originWithout says which sectors would not come out without the training term, with
// the shares of draws, and which have the training and no established shortage.
func (s *Source) originWithout(rows []originRow) Text {
	var lost, kept, waiting []originRow
	for _, r := range rows {
		switch {
		case r.ComesOut == shortage.Yes && r.WithoutTerm == shortage.Yes:
			kept = append(kept, r)
		case r.ComesOut == shortage.Yes:
			lost = append(lost, r)
		case r.Training == shortage.Yes && r.OriginExplanation.Shortage == shortage.Unknown:
			waiting = append(waiting, r)
		}
	}
	return both(func(l locale.Lang) string {
		var parts []string
		if len(lost) > 0 {
			parts = append(parts, pick(l, "Senza il termine della formazione, e se valesse qui l'incidenza straniera dell'Italia, non sarebbero scelti (fra parentesi la quota di estrazioni con il termine e senza): %s.",
				"Without the training term, and if Italy's foreign incidence held here, these would not be chosen (in brackets the share of draws with the term and without): %s.", l.Join(s.namesWithShares(l, lost))))
		}
		if len(kept) > 0 {
			parts = append(parts, pick(l, "Sarebbero scelti lo stesso: %s.", "These would be chosen all the same: %s.", l.Join(s.namesWithShares(l, kept))))
		}
		if len(waiting) > 0 {
			parts = append(parts, pick(l, "Hanno la formazione, e nessun dato della regione accerta o nega la carenza: %s.",
				"These have the training, and no figure of the region establishes or denies the shortage: %s.", l.Join(s.names(l, waiting))))
		}
		if len(parts) == 0 {
			return pick(l, "Nessun settore dipende qui dal termine della formazione.", "No sector depends on the training term here.")
		}
		return strings.Join(parts, " ")
	})
}

// namesWithShares are the sectors with the shares of draws with and without the term.
func (s *Source) namesWithShares(l locale.Lang, rows []originRow) []string {
	out := s.names(l, rows)
	for i, r := range rows {
		out[i] += pick(l, " (%s; %s)", " (%s; %s)", l.Percent(100*r.ComesOutShare, 0), l.Percent(100*r.WithoutShare, 0))
	}
	return out
}

// toldWithout are the shares without the term that the words say.
func (s *Source) toldWithout(rows []originRow) []figure.Told {
	var out []figure.Told
	for _, r := range comeOut(rows) {
		name := s.label(r.Shortage.Unit)
		out = append(out, figure.Told{ID: "without_term_" + strings.ToLower(r.Shortage.Unit.Value) + "_pct", Unit: locale.Pct, Value: 100 * r.WithoutShare,
			Meaning: both(func(l locale.Lang) string {
				return pick(l, "Estrazioni in cui è scelto senza il termine della formazione: %s", "Draws in which it is chosen without the training term: %s", l.Of(name))
			})})
	}
	return out
}

// originWider says which sectors take the incidence of a wider group; nothing where none does.
func (s *Source) originWider(rows []originRow) Text {
	evidence, err := shortage.Pakistan()
	if err != nil {
		return Text{} // the explanation would not be there either
	}
	groups := map[string][]originRow{}
	var order []string
	for _, r := range rows {
		i := slices.IndexFunc(evidence.Units, func(u shortage.OriginSector) bool { return u.Code == r.Shortage.Unit.Value })
		if i < 0 || r.ComesOut != shortage.Yes || evidence.Units[i].Incidence == "" || evidence.Units[i].Incidence == r.Shortage.Unit.Value {
			continue
		}
		group := evidence.Units[i].Incidence
		if groups[group] == nil {
			order = append(order, group)
		}
		groups[group] = append(groups[group], r)
	}
	if len(order) == 0 {
		return Text{}
	}
	return both(func(l locale.Lang) string {
		var parts []string
		for _, group := range order {
			parts = append(parts, pick(l, "%s quella di «%s»", "%s that of “%s”", l.Join(s.names(l, groups[group])), l.Of(s.label(series.Code{List: shortage.GroupList, Value: group}))))
		}
		return pick(l, "L'incidenza straniera non è pubblicata per ogni settore: prendono la più vicina: %s. La loro può essere diversa.",
			"Foreign incidence is not published for every sector: the nearest is taken: %s. Their own may differ.", strings.Join(parts, "; "))
	})
}
