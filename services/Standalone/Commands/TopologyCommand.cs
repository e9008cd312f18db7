using System.CommandLine;
using Spectre.Console;

namespace FlowForge.Standalone;

/// <summary><c>flowforge topology deploy</c> and <c>flowforge topology status</c></summary>
internal static class TopologyCommand
{
    private const string PasswordVariable = "FLOWFORGE_RABBITMQ_PASSWORD";
    private const string AddressVariable = "FLOWFORGE_RABBITMQ_MANAGEMENT";

    public static Command Create() => new("topology", "The exchanges, queues, policies and users that FlowForge needs on a RabbitMQ broker.") { Deploy(), Status() };

    private static Command Deploy()
    {
        var broker = new BrokerArguments();
        var passwords = new Option<string?>("--passwords") { Description = "A folder with a file for each user (lifecycle, scheduler, …, job-manager, subscriber) that holds its password. Users without a file are left as they are" };
        var deploy = new Command("deploy", $"""
            Brings a broker to the topology before any service or job manager runs, so that nothing that is published is lost. Safe to
            repeat; removes nothing. Needs the management plugin and a user with the tag administrator.

            Examples:
              flowforge topology deploy
              flowforge topology deploy --management http://rabbitmq:15672 --user admin --password-file /run/secrets/admin --passwords /run/secrets/users

            Exit codes: 0 done, 1 the broker refused, 2 an option is wrong, 3 no management API answers.
            """)
        { passwords };
        broker.AddTo(deploy);
        deploy.Runs(async (parsed, cancellationToken) =>
        {
            var folder = parsed.GetValue(passwords);
            if (folder is not null && !Directory.Exists(folder)) throw new CommandFailure(ExitCodes.Usage, $"--passwords: the folder '{folder}' does not exist");
            using var api = broker.Connect(parsed);
            foreach (var line in await new TopologyDeployment(api, broker.VirtualHost(parsed)).RunAsync(folder, cancellationToken)) Console.WriteLine(line);
            return ExitCodes.Done;
        });
        return deploy;
    }

    private static Command Status()
    {
        var broker = new BrokerArguments();
        var output = CommandShape.Output();
        var status = new Command("status", """
            Shows the queues, what waits in them, and what needs a person: messages that could not be handled (…_error,
            flowforge.dead-letter) or not be routed (flowforge.unroutable), and queues that nobody consumes.

            Examples:
              flowforge topology status
              flowforge topology status --output json

            Exit codes: 0 nothing needs a person, 1 something does, 2 an option is wrong, 3 no management API answers, 4 the topology is not deployed.
            """)
        { output };
        broker.AddTo(status);
        status.Runs(async (parsed, cancellationToken) =>
        {
            using var api = broker.Connect(parsed);
            var vhost = Uri.EscapeDataString(broker.VirtualHost(parsed));
            var there = await api.GetAsync<BrokerQueue[]>($"api/queues/{vhost}?columns=name,messages_ready,messages_unacknowledged,consumers", cancellationToken) ?? [];
            if (there.All(queue => queue.Name != "flowforge.unroutable"))
                throw new CommandFailure(ExitCodes.NotFound, $"The topology is not deployed on virtual host '{broker.VirtualHost(parsed)}'. 'flowforge topology deploy' does it.");
            var queues = there.Where(queue => !queue.IsForAPerson || queue.Ready + queue.InHand > 0).OrderBy(queue => queue.Name, StringComparer.Ordinal).ToList();
            if (parsed.GetValue(output) == "json") Show.Json(queues.Select(queue => new { queue.Name, queue.Ready, queue.InHand, queue.Consumers, queue.Problem }));
            else Show.Write(TableOf(queues));
            return queues.Any(queue => queue.Problem is not null) ? ExitCodes.Failed : ExitCodes.Done;
        });
        return status;
    }

    private static Table TableOf(IEnumerable<BrokerQueue> queues)
    {
        var table = Show.Table("queue", "waiting", "in hand", "consumers", "");
        foreach (var queue in queues)
            table.Row(queue.Name, $"{queue.Ready}", $"{queue.InHand}", $"{queue.Consumers}", queue.Problem);
        return table;
    }

    /// <summary>Which broker, and as whom.</summary>
    private sealed class BrokerArguments
    {
        private readonly Option<string> _address = new("--management")
        {
            Description = $"The management API's address. Default: ${AddressVariable}, or http://127.0.0.1:15672",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address ? address : "http://127.0.0.1:15672",
        };

        private readonly Option<string> _user = new("--user") { Description = "A user with the tag administrator", DefaultValueFactory = _ => "guest" };
        private readonly Option<string?> _passwordFile = new("--password-file") { Description = $"A file with its password. Default: ${PasswordVariable}, or guest" };
        private readonly Option<string> _virtualHost = new("--vhost") { Description = "The virtual host", DefaultValueFactory = _ => "flowforge" };

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[_address, _user, _passwordFile, _virtualHost]) command.Add(option);
        }

        public string VirtualHost(ParseResult parsed) => parsed.GetValue(_virtualHost)!;

        public ManagementApi Connect(ParseResult parsed)
        {
            var text = parsed.GetValue(_address)!;
            if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new CommandFailure(ExitCodes.Usage, $"--management '{text}' is not an address such as http://127.0.0.1:15672");
            return new ManagementApi(address, parsed.GetValue(_user)!, Password(parsed.GetValue(_passwordFile)));
        }

        private static string Password(string? file)
        {
            if (file is null) return Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password ? password : "guest";
            try
            {
                return File.ReadAllText(file).TrimEnd('\n', '\r');
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandFailure(ExitCodes.Usage, $"--password-file: {e.Message}");
            }
        }
    }
}
