package smallcell

import (
	"errors"
	"fmt"
	"slices"
)

// Edge places a code under its parent; the root has an empty parent.
type Edge struct{ Code, Parent string }

// Tree is a classification: one root, every other code under one parent.
type Tree struct {
	codes    []string // the root first, parents before children, children in the order given
	parent   map[string]string
	children map[string][]string
}

// NewTree builds a classification from its edges, given in any order.
func NewTree(edges []Edge) (Tree, error) {
	t := Tree{parent: map[string]string{}, children: map[string][]string{}}
	var root []string
	var errs []error
	for _, e := range edges {
		if _, ok := t.parent[e.Code]; ok || e.Code == "" {
			errs = append(errs, fmt.Errorf("build tree: code %q stands twice or is empty", e.Code))
			continue
		}
		t.parent[e.Code] = e.Parent
		if e.Parent == "" {
			root = append(root, e.Code)
			continue
		}
		t.children[e.Parent] = append(t.children[e.Parent], e.Code)
	}
	if len(root) != 1 {
		errs = append(errs, fmt.Errorf("build tree: %d codes without a parent %q: one root is expected", len(root), root))
	}
	if err := errors.Join(errs...); err != nil {
		return Tree{}, err
	}
	t.codes = root
	for i := 0; i < len(t.codes); i++ {
		t.codes = append(t.codes, t.children[t.codes[i]]...)
	}
	for _, e := range edges {
		if !slices.Contains(t.codes, e.Code) {
			return Tree{}, fmt.Errorf("build tree: code %q under %q does not lead to the root", e.Code, e.Parent)
		}
	}
	return t, nil
}

// Flat is the tree of a list of codes under one total.
func Flat(total string, codes ...string) (Tree, error) {
	edges := []Edge{{Code: total}}
	for _, c := range codes {
		edges = append(edges, Edge{c, total})
	}
	return NewTree(edges)
}

// Codes are all codes, the root first, parents before their children.
func (t Tree) Codes() []string { return slices.Clone(t.codes) }

// Children are the codes right under a code, in the order given.
func (t Tree) Children(code string) []string { return slices.Clone(t.children[code]) }

// isLeaf says whether nothing stands under a code.
func (t Tree) isLeaf(code string) bool { return len(t.children[code]) == 0 }
