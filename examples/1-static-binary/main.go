// A service of one file, in an image with nothing else in it.
package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	address := ":" + os.Getenv("PORT")
	// The image has no curl: the program checks itself, as `/app health`.
	if len(os.Args) > 1 && os.Args[1] == "health" {
		response, err := http.Get("http://localhost" + address + "/health")
		if err != nil || response.StatusCode != http.StatusOK {
			os.Exit(1)
		}
		return
	}

	http.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	greeting := cmp.Or(os.Getenv("GREETING"), "Hello")
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		hostname, _ := os.Hostname()
		fmt.Fprintln(w, greeting, "from", hostname)
	})
	server := &http.Server{Addr: address, ReadHeaderTimeout: 5 * time.Second}

	// Requests in flight are answered before the process ends.
	ended, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	stopped := make(chan error)
	go func() {
		<-ended.Done()
		stopped <- server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	<-stopped
}
