// Tells FlowForge the life of one job and reads what it removed of it afterwards.
//
//	go run . JOB_ID [RETENTION [TIMEOUT]]        (defaults: 0s, 1m)
//
// The broker is taken from FLOWFORGE_AMQP, such as amqp://user:password@localhost:5672/flowforge; where the user that publishes may
// not read, the one that reads is taken from FLOWFORGE_AMQP_SUBSCRIBER.
//
// Ends with 0: a CleanupPerformed that succeeded was read; 1: none came in time; 2: the command line is wrong; 3: the broker cannot
// be reached, or refuses the user; 4: FlowForge's exchanges are not there yet; 5: the broker did not take an event.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

const (
	started   = "flowforge.job-started"
	heartbeat = "flowforge.job-heartbeat"
	finished  = "flowforge.job-finished"
	cleaned   = "flowforge.cleanup-performed"

	envelope = "application/vnd.masstransit+json"
)

var jobID = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)

type jobStarted struct {
	JobID     string    `json:"jobId"`
	StartedAt time.Time `json:"startedAt"`
	Retention string    `json:"retention,omitempty"`
}

type jobHeartbeat struct {
	JobID      string    `json:"jobId"`
	At         time.Time `json:"at"`
	StateSaved bool      `json:"stateSaved"`
}

type jobFinished struct {
	JobID      string    `json:"jobId"`
	FinishedAt time.Time `json:"finishedAt"`
	Outcome    string    `json:"outcome"`
	ExitCode   *int      `json:"exitCode,omitempty"`
}

// cleanupPerformed has the fields that this program looks at; there are more.
type cleanupPerformed struct {
	ID           string  `json:"id"`
	JobID        string  `json:"jobId"`
	ResourceType string  `json:"resourceType"`
	ResourceName string  `json:"resourceName"`
	Success      bool    `json:"success"`
	Error        *string `json:"error"`
}

// failure ends the program with a message for people and an exit code for scripts.
type failure struct {
	code int
	text string
}

func (f *failure) Error() string { return f.text }

func failed(code int, format string, arguments ...any) error {
	return &failure{code, fmt.Sprintf(format, arguments...)}
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "lifecycle:", err)
		var f *failure
		if errors.As(err, &f) {
			os.Exit(f.code)
		}
		os.Exit(3)
	}
}

func run(arguments []string) error {
	if len(arguments) < 1 || len(arguments) > 3 {
		return failed(2, "usage: lifecycle JOB_ID [RETENTION [TIMEOUT]]")
	}
	job, retention, patience := arguments[0], "0s", time.Minute
	if len(job) > 253 || !jobID.MatchString(job) {
		return failed(2, "%q is no job id: lower-case letters, digits, '-' and '.', at most 63 between dots", job)
	}
	if len(arguments) > 1 {
		retention = arguments[1]
	}
	if len(arguments) > 2 {
		var err error
		if patience, err = time.ParseDuration(arguments[2]); err != nil {
			return failed(2, "the timeout %q is no duration such as 90s: %v", arguments[2], err)
		}
	}
	address := os.Getenv("FLOWFORGE_AMQP")
	if address == "" {
		return failed(2, "set FLOWFORGE_AMQP, such as amqp://user:password@localhost:5672/flowforge")
	}
	readAddress := os.Getenv("FLOWFORGE_AMQP_SUBSCRIBER")
	if readAddress == "" {
		readAddress = address
	}

	// First of all: what is removed before anybody listens is heard by nobody.
	reading, err := amqp.Dial(readAddress)
	if err != nil {
		return failed(3, "the broker cannot be reached or refuses the user: %v", err)
	}
	defer reading.Close()
	if err := check(reading, cleaned); err != nil {
		return err
	}
	cleanups, forget, err := subscribe(reading)
	if err != nil {
		return err
	}
	defer forget()

	writing, err := amqp.Dial(address)
	if err != nil {
		return failed(3, "the broker cannot be reached or refuses the user: %v", err)
	}
	defer writing.Close()
	if err := check(writing, started, heartbeat, finished); err != nil {
		return err
	}
	if err := tell(writing, job, retention); err != nil {
		return err
	}
	return await(cleanups, job, patience)
}

// check only asks. FlowForge's deployment declares its exchanges; a second opinion here could be another one.
func check(connection *amqp.Connection, exchanges ...string) error {
	for _, name := range exchanges {
		channel, err := connection.Channel()
		if err != nil {
			return err
		}
		err = channel.ExchangeDeclarePassive(name, amqp.ExchangeFanout, true, false, false, false, nil)
		var refused *amqp.Error
		if errors.As(err, &refused) && refused.Code == amqp.NotFound {
			return failed(4, "exchange %s does not exist: FlowForge's topology is not deployed to this virtual host yet", name)
		}
		if err != nil {
			return failed(3, "exchange %s: %v", name, err)
		}
		channel.Close()
	}
	return nil
}

// tell publishes the job's life, and each event only after the one before it is safe with the broker.
func tell(connection *amqp.Connection, job, retention string) error {
	channel, err := connection.Channel()
	if err != nil {
		return err
	}
	defer channel.Close()
	if err := channel.Confirm(false); err != nil {
		return err
	}
	// The broker hands back what it cannot route before it confirms it, so a full buffer of one is enough to see it.
	returned := channel.NotifyReturn(make(chan amqp.Return, 1))
	publish := func(exchange string, event any) error {
		return publishConfirmed(channel, returned, exchange, event)
	}

	if err := publish(started, jobStarted{JobID: job, StartedAt: now(), Retention: retention}); err != nil {
		return err
	}
	for beat := 0; beat < 3; beat++ {
		if err := publish(heartbeat, jobHeartbeat{JobID: job, At: now(), StateSaved: beat == 2}); err != nil {
			return err
		}
	}
	exitCode := 0
	return publish(finished, jobFinished{JobID: job, FinishedAt: now(), Outcome: "succeeded", ExitCode: &exitCode})
}

// publishConfirmed returns nil once the broker has the event. After an error nobody knows whether it has: publish it again, it does
// no harm.
func publishConfirmed(channel *amqp.Channel, returned <-chan amqp.Return, exchange string, event any) error {
	body, err := json.Marshal(event)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	confirmation, err := channel.PublishWithDeferredConfirmWithContext(ctx, exchange, "", true, false, amqp.Publishing{
		ContentType:  "application/json",
		DeliveryMode: amqp.Persistent,
		Body:         body,
	})
	if err != nil {
		return failed(5, "%s was not taken: %v", exchange, err)
	}
	if !confirmed(ctx, confirmation) {
		return failed(5, "%s was not confirmed", exchange)
	}
	select {
	case back, open := <-returned:
		if open {
			return failed(5, "%s has no queue behind it, and nothing keeps what cannot be routed (%s): deploy FlowForge's topology", exchange, back.ReplyText)
		}
		return failed(5, "%s: the channel was closed", exchange)
	default:
		fmt.Fprintf(os.Stderr, "published to %s: %s\n", exchange, body)
		return nil
	}
}

// confirmed waits for the broker's word. Newer versions of the library have WaitContext for this.
func confirmed(ctx context.Context, confirmation *amqp.DeferredConfirmation) bool {
	word := make(chan bool, 1)
	go func() { word <- confirmation.Wait() }()
	select {
	case ok := <-word:
		return ok
	case <-ctx.Done():
		return false
	}
}

// subscribe reads CleanupPerformed through a queue of its own, which goes away with the connection.
func subscribe(connection *amqp.Connection) (<-chan amqp.Delivery, func(), error) {
	random := make([]byte, 8)
	if _, err := rand.Read(random); err != nil {
		return nil, nil, err
	}
	queue := "subscriber.lifecycle-example-" + hex.EncodeToString(random)
	channel, err := connection.Channel()
	if err != nil {
		return nil, nil, err
	}
	if _, err := channel.QueueDeclare(queue, false, true, true, false, nil); err != nil {
		return nil, nil, failed(3, "the queue could not be declared: %v", err)
	}
	if err := channel.QueueBind(queue, "", cleaned, false, nil); err != nil {
		return nil, nil, failed(3, "the queue could not be bound: %v", err)
	}
	deliveries, err := channel.Consume(queue, "", false, true, false, false, nil)
	if err != nil {
		return nil, nil, failed(3, "the queue could not be read: %v", err)
	}
	// A queue that goes away while an event is on its way into it can make the broker refuse that event to its sender: unbind first.
	return deliveries, func() { _ = channel.QueueUnbind(queue, "", cleaned, nil) }, nil
}

func await(cleanups <-chan amqp.Delivery, job string, patience time.Duration) error {
	timeout := time.After(patience)
	seen := map[string]bool{}
	for {
		select {
		case delivery, open := <-cleanups:
			if !open {
				return failed(3, "the connection of the subscriber was lost, and its queue with it")
			}
			event, err := read(delivery)
			if err != nil {
				return fmt.Errorf("an event that is no CleanupPerformed: %w", err)
			}
			if err := delivery.Ack(false); err != nil {
				return err
			}
			// A repeat has the same id.
			if event.JobID != job || seen[event.ID] {
				continue
			}
			seen[event.ID] = true
			fmt.Printf("%s %s: success %t\n", event.ResourceType, event.ResourceName, event.Success)
			if event.Success {
				return nil
			}
			if event.Error != nil {
				fmt.Println(*event.Error)
			}
		case <-timeout:
			return failed(1, "no successful CleanupPerformed of %s within %s (a job that left nothing behind gives none)", job, patience)
		}
	}
}

// read takes the event out of MassTransit's envelope, where it is in one.
func read(delivery amqp.Delivery) (cleanupPerformed, error) {
	var event cleanupPerformed
	body := delivery.Body
	if delivery.ContentType == envelope {
		var outer struct {
			Message json.RawMessage `json:"message"`
		}
		if err := json.Unmarshal(body, &outer); err != nil {
			return event, err
		}
		body = outer.Message
	}
	err := json.Unmarshal(body, &event)
	return event, err
}

func now() time.Time { return time.Now().UTC() }
