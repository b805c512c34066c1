package chart

import "errors"

func drawScatter(d *drawing, s Scatter) error { return errors.New("todo") }
