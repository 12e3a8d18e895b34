package main

import (
	"os"

	"github.com/sansang-project/sansang/internal/app"
)

func main() { os.Exit(app.Main(os.Args[1:])) }
