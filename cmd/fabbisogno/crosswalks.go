package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"fabbisogno/datasets/codes"
)

// crosswalksFolder of a workspace holds its own crosswalk files.
const crosswalksFolder = "crosswalks"

// loadCodes are the code lists, with the crosswalks of the workspace in place of
// embedded ones where it has files of its own, and the hash of those files.
func loadCodes(dir string) (*codes.Set, string, error) {
	set, err := codes.Load()
	if err != nil {
		return nil, "", err
	}
	folder := filepath.Join(dir, crosswalksFolder)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return set, "", nil
	}
	own := os.DirFS(folder)
	names, err := fs.Glob(own, "*.csv")
	if err != nil {
		return nil, "", err
	}
	h := sha256.New()
	for _, name := range names { // sorted
		data, err := fs.ReadFile(own, name)
		if err != nil {
			return nil, "", withCode(exitStorage, "", fmt.Errorf("read crosswalks: %w", err))
		}
		if !strings.HasPrefix(name, "crosswalk_") {
			return nil, "", withCode(exitRefused, "name it crosswalk_NAME.csv", fmt.Errorf("read crosswalks: %s is no crosswalk file", filepath.Join(folder, name)))
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(data), data)
	}
	if set, err = set.WithCrosswalks(own); err != nil {
		return nil, "", withCode(exitRefused, "correct the files of "+folder+"; fabbisogno catalog --help names the columns", fmt.Errorf("read crosswalks: %w", err))
	}
	return set, hex.EncodeToString(h.Sum(nil)), nil
}

// crosswalkLine is a bridge as `catalog crosswalks` lists it.
type crosswalkLine struct {
	From  string   `json:"from"`
	To    string   `json:"to"`
	Steps []string `json:"steps"`
	Codes int      `json:"codes"` // of the first list
	Split int      `json:"split"` // codes that go to several
	Basis string   `json:"basis"` // the weakest
}

// crosswalks lists bridges, or the links of one.
func (a *app) crosswalks(args []string) error {
	set, _, err := loadCodes(a.dir)
	if err != nil {
		return err
	}
	switch len(args) {
	case 0:
		return a.listCrosswalks(set)
	case 2:
	default:
		return withCode(exitUsage, "fabbisogno catalog crosswalks ateco2007 nace2_1", errors.New("show crosswalk: name the list it leaves and the one it leads to"))
	}
	c, err := set.Crosswalk(args[0], args[1])
	if err != nil {
		return withCode(exitUsage, "fabbisogno catalog crosswalks", err)
	}
	if a.json {
		return a.writeJSON(c)
	}
	fmt.Fprintf(a.out, "%s to %s, by way of %s\n", c.From, c.To, strings.Join(set.Steps(c.From, c.To), ", "))
	for _, l := range c.Links {
		fmt.Fprintf(a.out, "  %-8s %-8s %-10s %-9s %s\n", l.From, l.To, strconv.FormatFloat(l.Weight, 'g', 6, 64), l.Basis, l.Note)
	}
	return nil
}

func (a *app) listCrosswalks(set *codes.Set) error {
	var lines []crosswalkLine
	for _, c := range set.Crosswalks() {
		line := crosswalkLine{From: c.From, To: c.To, Steps: set.Steps(c.From, c.To), Basis: string(codes.Official)}
		targets := map[string]int{}
		for _, l := range c.Links {
			targets[l.From]++
			if line.Basis != string(codes.Assumed) && l.Basis != codes.Official {
				line.Basis = string(l.Basis)
			}
		}
		line.Codes = len(targets)
		for _, n := range targets {
			if n > 1 {
				line.Split++
			}
		}
		lines = append(lines, line)
	}
	if a.json {
		return a.writeJSON(lines)
	}
	fmt.Fprintf(a.out, "%-22s %-22s %6s %6s  %-9s %s\n", "from", "to", "codes", "split", "basis", "by way of")
	for _, l := range lines {
		fmt.Fprintf(a.out, "%-22s %-22s %6d %6d  %-9s %s\n", l.From, l.To, l.Codes, l.Split, l.Basis, strings.Join(l.Steps[1:len(l.Steps)-1], ", "))
	}
	return nil
}
