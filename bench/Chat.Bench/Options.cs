using System.Globalization;
using Chat.Bench.Scenarios;
using Chat.Bench.Target;

namespace Chat.Bench;

/// <summary>What the command line asks for.</summary>
sealed record Options
{
    const string Usage = """
        usage: ./chat bench [scenario ...] [option ...]

        Starts the system on an empty data folder, seeds it, measures, and stops it. Without a scenario the usual ones are run, and the tables are
        written to docs/performance.md; with some, they are only printed. All of it takes six minutes or so, two of them for the start
        and the seed.

        options:
          --repeat N       that often, each time on a fresh system; the tables show medians
          --beside FILE    put these results of other servers, or of earlier runs, beside the new ones; may be repeated
          --attach URL --pid PID
                           measure a system that runs already: its gateway and the process id of its AppHost (started with
                           --RateLimits:SignInsPerMinute=0 --RateLimits:MessagesPerSecond=0 --RateLimits:ReadsPerSecond=0, better with
                           Passwords__Iterations=10000 in the environment)
          --messages N     how many messages the scenario search writes, 1,000,000 if it is not said
          --instances N    with scale: so many instances, and not 1, 2 and 4
          --dry-run        only look whether the options are right
          --help           this text

        scenarios:

        """;

    public IReadOnlyList<Scenario> Scenarios { get; private init; } = Scenario.Usual;
    public int Repeat { get; private init; } = 1;
    public IReadOnlyList<string> Beside { get; private init; } = [];
    public Uri? Attach { get; private init; }
    public int AppHostPid { get; private init; }

    /// <summary>How many messages <see cref="Scenarios.Search"/> writes.</summary>
    public int Messages { get; private init; } = 1_000_000;

    /// <summary>How many instances of Realtime and Messages are to run, one count after the other; 0: as many as the AppHost starts by itself.</summary>
    public IReadOnlyList<int> Instances { get; private init; } = [0];

    /// <summary>Whether a scenario reads the long history.</summary>
    public bool NeedsHistory => Scenarios.Any(scenario => !scenario.IsExtra);
    public bool DryRun { get; private init; }
    public bool Help { get; private init; }

    /// <summary>The AppHost's program; set by <c>./chat</c>.</summary>
    public string System { get; private init; } = "";

    /// <summary>The folder for data, logs and results; set by <c>./chat</c>.</summary>
    public string State { get; private init; } = ".chat/bench";

    public static string HelpText => Usage + string.Join('\n', Scenario.All.Select(scenario => $"  {scenario.Name,-16} {scenario.Summary}"));

    /// <summary>True if everything is measured from a fresh start, so that the page can be made of it.</summary>
    public bool IsComplete => Attach is null && Scenario.Usual.All(scenario => Scenarios.Contains(scenario));

    /// <exception cref="BenchException">When something is wrong with the arguments.</exception>
    public static Options Parse(string[] args)
    {
        var options = new Options();
        var (scenarios, beside) = (new List<Scenario>(), new List<string>());
        var rest = new Queue<string>(args);
        while (rest.TryDequeue(out var argument))
        {
            options = argument switch
            {
                "--help" or "-h" => options with { Help = true },
                "--dry-run" => options with { DryRun = true },
                "--repeat" => options with { Repeat = Number(argument, Value(argument), most: 20) },
                "--messages" => options with { Messages = Number(argument, Value(argument), most: 100_000_000) },
                "--instances" => options with { Instances = [Number(argument, Value(argument), most: 20)] },
                "--attach" => options with { Attach = Address(Value(argument)) },
                "--pid" => options with { AppHostPid = Number(argument, Value(argument), most: int.MaxValue) },
                "--system" => options with { System = Value(argument) },
                "--state" => options with { State = Value(argument) },
                "--beside" => Add(beside, ExistingFile(Value(argument)), options),
                _ when argument.StartsWith('-') => throw new BenchException($"There is no option '{argument}'; ./chat bench --help lists them."),
                _ => Add(scenarios, Named(argument), options),
            };
        }
        if (options.Attach is null != (options.AppHostPid == 0)) throw new BenchException("--attach and --pid go together.");
        if (options is { Attach: not null, Repeat: > 1 }) throw new BenchException("--repeat starts fresh systems, so it does not go with --attach.");
        var isScaling = scenarios.Exists(scenario => scenario.Name == Scale.Name);
        if (isScaling && (scenarios.Count > 1 || options.Attach is not null)) throw new BenchException($"{Scale.Name} starts systems of its own, so it goes with no other scenario and not with --attach.");
        if (!isScaling && options.Instances is not [0]) throw new BenchException($"--instances goes with {Scale.Name}.");
        if (isScaling && options.Instances is [0]) options = options with { Instances = Scale.Counts };
        // In the order that makes sense, whatever the order of the arguments.
        return options with { Beside = beside, Scenarios = scenarios.Count == 0 ? Scenario.Usual : [.. Scenario.All.Where(scenarios.Contains)] };

        string Value(string option) => rest.TryDequeue(out var value) && value.Length > 0 ? value : throw new BenchException($"{option} needs a value.");
    }

    static Options Add<T>(List<T> list, T item, Options options)
    {
        list.Add(item);
        return options;
    }

    static Scenario Named(string name) => Scenario.All.FirstOrDefault(scenario => scenario.Name == name)
        ?? throw new BenchException($"There is no scenario '{name}'; there are: {string.Join(' ', Scenario.All.Select(scenario => scenario.Name))}.");

    static int Number(string option, string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new BenchException($"{option} needs a number from 1 to {most}, not '{value}'.");

    static Uri Address(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) ? Loopback.Check(address) : throw new BenchException($"--attach needs a URL, not '{value}'.");

    static string ExistingFile(string path) => File.Exists(path) ? path : throw new BenchException($"There is no file '{path}'.");
}
