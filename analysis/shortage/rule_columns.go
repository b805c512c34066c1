package shortage

import (
	"math"

	"fabbisogno/analysis/internal/order"
)

// flat are the known values of the periods before, all units together.
func flat(past [][]float64) []float64 {
	var out []float64
	for _, period := range past {
		out = append(out, period...)
	}
	return out
}

// hasPast says whether any input has periods before.
func hasPast(past [][][]float64) bool {
	for _, periods := range past {
		if len(periods) > 0 {
			return true
		}
	}
	return false
}

// placesOf are places for every input of a rule.
func placesOf(inputs, units int) []order.Places {
	out := make([]order.Places, inputs)
	for j := range out {
		out[j] = order.NewPlaces(units)
	}
	return out
}

// columnsOf are a matrix of inputs by unit.
func columnsOf(inputs, units int) [][]float64 {
	out := make([][]float64, inputs)
	for j := range out {
		out[j] = make([]float64, units)
	}
	return out
}

// present is the part of ordered places that has values.
func present(places order.Places) order.Places {
	n := len(places)
	for n > 0 && math.IsInf(places[n-1].Value, 1) {
		n--
	}
	return places[:n]
}

// standardisedTo writes sign times the standardised x into dst.
func standardisedTo(dst, x []float64, sign, mean, sd float64) {
	if sd <= math.Abs(mean)*flatness {
		for i, v := range x {
			dst[i] = sign * standardised(v, mean, sd)
		}
		return
	}
	for i, v := range x {
		dst[i] = sign * ((v - mean) / sd)
	}
}

// valuesTo appends the values of ordered places to buffer.
func valuesTo(buffer []float64, places order.Places) []float64 {
	for _, q := range present(places) {
		buffer = append(buffer, q.Value)
	}
	return buffer
}

// sharesBelowTo writes for every position the share of the values below its own,
// equal ones by half, and NaN for one without a value.
func sharesBelowTo(dst []float64, places order.Places) {
	v := present(places)
	for from := 0; from < len(v); {
		to := from + 1
		for to < len(v) && v[to].Value == v[from].Value {
			to++
		}
		share := (float64(from) + 0.5*float64(to-from)) / float64(len(v))
		for _, q := range v[from:to] {
			dst[q.At] = share
		}
		from = to
	}
	for _, q := range places[len(v):] {
		dst[q.At] = math.NaN()
	}
}

// shareBelowSorted is shareBelow of values that are known and sorted.
func shareBelowSorted(x float64, sorted []float64) float64 {
	if len(sorted) == 0 || x != x {
		return math.NaN()
	}
	from, to := 0, len(sorted)
	for from < to {
		if half := (from + to) / 2; sorted[half] < x {
			from = half + 1
		} else {
			to = half
		}
	}
	below := float64(from)
	for ; from < len(sorted) && sorted[from] == x; from++ {
		below += 0.5
	}
	return below / float64(len(sorted))
}
