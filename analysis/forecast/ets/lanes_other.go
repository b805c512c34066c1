//go:build !amd64

package ets

func (b *batch) through(Form, []float64) bool { return false }

func (b *batch) squaresWide() bool { return false }

func (b *batch) gramWide(*gram, int) bool { return false }
