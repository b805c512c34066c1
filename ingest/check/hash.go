package check

import (
	"hash/maphash"
	"slices"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// Cells of a file are told apart by 64-bit hashes, because their names do not
// fit in memory: 10 million take 80 MB. Two cells of one hash are compared name by
// name before anything is done about them, so a chance hit can't touch a right
// row. The seed differs from run to run and nothing that is kept depends on it.

// fields of a key that are hashed, and their places in it.
const (
	fieldMeasure = iota
	fieldUnit
	fieldTerritoryList
	fieldTerritory
	fieldIndustryList
	fieldIndustry
	fieldOccupationList
	fieldOccupation
	fieldCitizenshipList
	fieldCitizenship
	fieldSex
	fieldAge
	fieldOther
	fieldFreq
	fieldVintage
	fieldPeriod
	fieldCount
)

// hasher hashes observations one after another. The hash is a sum over fields,
// so that only what differs from the observation before is hashed anew, and a
// field can be taken out of it.
type hasher struct {
	seed   maphash.Seed
	begun  bool
	key    series.Key
	freq   series.Freq
	texts  [2]string // vintage, period
	parts  [fieldCount]uint64
	series uint64 // sum of all parts but that of the period
}

func newHasher() hasher { return hasher{seed: maphash.MakeSeed()} }

// of gives the hashes of an observation's series and of its cell.
func (h *hasher) of(o *warehouse.Observation) (ofSeries, ofCell uint64) {
	if !h.begun || o.Key != h.key {
		k, l := &o.Key, &h.key
		for i, f := range [...]struct{ now, then *string }{
			{&k.Measure, &l.Measure}, {&k.Unit, &l.Unit},
			{&k.Territory.List, &l.Territory.List}, {&k.Territory.Value, &l.Territory.Value},
			{&k.Industry.List, &l.Industry.List}, {&k.Industry.Value, &l.Industry.Value},
			{&k.Occupation.List, &l.Occupation.List}, {&k.Occupation.Value, &l.Occupation.Value},
			{&k.Citizenship.List, &l.Citizenship.List}, {&k.Citizenship.Value, &l.Citizenship.Value},
			{&k.Sex, &l.Sex}, {&k.Age, &l.Age}, {&k.Other, &l.Other},
		} {
			h.text(i, *f.now, f.then)
		}
	}
	if !h.begun || o.Freq != h.freq {
		h.freq = o.Freq
		h.set(fieldFreq, uint64(o.Freq)+1)
	}
	h.text(fieldVintage, o.Vintage, &h.texts[0])
	h.text(fieldPeriod, o.Period, &h.texts[1])
	h.begun = true
	return h.series, mixed(h.series + h.parts[fieldPeriod])
}

// without is the hash of the last cell without the value of one field.
func (h *hasher) without(field int) uint64 {
	return mixed(h.series + h.parts[fieldPeriod] - h.parts[field] + uint64(field))
}

// text takes over a field where it differs from the observation before.
func (h *hasher) text(field int, now string, then *string) {
	if h.begun && now == *then {
		return
	}
	*then = now
	h.set(field, maphash.String(h.seed, now))
}

func (h *hasher) set(field int, v uint64) {
	v = mixed(v + uint64(field)*0x9e3779b97f4a7c15) // the golden ratio parts the fields
	if field != fieldPeriod {
		h.series += v - h.parts[field]
	}
	h.parts[field] = v
}

// mixed spreads the bits of a number over all of it (the finalizer of MurmurHash3,
// A. Appleby, 2011).
func mixed(v uint64) uint64 {
	v ^= v >> 33
	v *= 0xff51afd7ed558ccd
	v ^= v >> 33
	v *= 0xc4ceb9fe1a85ec53
	return v ^ v>>33
}

// cells are the hashes of all cells of a file, parted by their first byte so
// that sorting touches little memory at a time, in pieces that never move.
type cells struct {
	parts  [256][]*[cellPiece]uint64
	counts [256]int // of hashes in each part
}

const cellPiece = 512

func (c *cells) add(hash uint64) {
	part := hash >> 56
	at := c.counts[part] % cellPiece
	if at == 0 {
		c.parts[part] = append(c.parts[part], new([cellPiece]uint64))
	}
	c.parts[part][len(c.parts[part])-1][at] = hash
	c.counts[part]++
}

// repeated are the hashes that occur more than once.
func (c *cells) repeated() map[uint64]bool {
	var out map[uint64]bool
	var part []uint64
	for i, pieces := range c.parts {
		part = part[:0]
		for j, piece := range pieces {
			part = append(part, piece[:min(cellPiece, c.counts[i]-j*cellPiece)]...)
		}
		slices.Sort(part)
		for k := 1; k < len(part); k++ {
			if part[k] == part[k-1] {
				if out == nil {
					out = map[uint64]bool{}
				}
				out[part[k]] = true
			}
		}
	}
	return out
}
