using System.Diagnostics;

namespace Chat.UnitTests;

/// <summary>The Helm chart, rendered by Helm and held to the schemas of Kubernetes by deploy/check/chart.mjs; the Compose file, held to itself.</summary>
public sealed class ChartTests
{
    static readonly string Root = FindRoot();

    [Fact]
    public async Task Every_document_of_the_chart_is_valid()
    {
        var (code, output) = await CheckAsync("chart.mjs", Path.Combine(Root, "deploy/helm/chat"));
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task The_parts_of_the_compose_file_fit_each_other()
    {
        var (code, output) = await CheckAsync("compose.mjs", Path.Combine(Root, "deploy/compose.yaml"));
        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("containerPort:", "containerPrt:", "containerPrt is no field of Deployment")]
    [InlineData("targetPort: grpc", "targetPort: gprc", "no port gprc")]
    [InlineData("averageUtilization: {{ $service.cpuPercent }}", "averageUtilization: much", "averageUtilization")]
    [InlineData("averageValue: {{", "averageNumber: {{", "averageNumber")]
    [InlineData("eq $name \"realtime\") $.Values.autoscaling", "eq $name \"gateway\") $.Values.autoscaling", "talk-realtime scales by no metric of its own")]
    [InlineData("periodSeconds: 60", "periodSeconds: 5", "takes pods away faster than they drain")]
    [InlineData("terminationGracePeriodSeconds: {{ $.Values.terminationGracePeriodSeconds }}", "terminationGracePeriodSeconds: 30", "less than it takes to drain")]
    [InlineData("kind: PodDisruptionBudget", "kind: PodDisruption", "there is no PodDisruption")]
    public async Task What_is_wrong_in_it_is_found(string right, string wrong, string problem)
    {
        var copy = Directory.CreateTempSubdirectory("chat-chart-").FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "deploy/helm/chat"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Path.Combine(Root, "deploy/helm/chat"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllTextAsync(target, (await File.ReadAllTextAsync(file)).Replace(right, wrong, StringComparison.Ordinal));
        }
        var (code, output) = await CheckAsync("chart.mjs", copy);
        Assert.Equal(1, code);
        Assert.Contains(problem, output, StringComparison.Ordinal);
        Directory.Delete(copy, recursive: true);
    }

    static async Task<(int Code, string Output)> CheckAsync(string script, string file)
    {
        var tools = Path.Combine(Root, "deploy/check");
        Assert.SkipUnless(Directory.Exists(Path.Combine(tools, "node_modules")), "Helm is not there: ./chat test fetches it, or npm ci in deploy/check.");
        var start = new ProcessStartInfo("node", [Path.Combine(tools, script), file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Chat.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("Chat.sln is in no folder above the tests.");
        return folder.FullName;
    }
}
