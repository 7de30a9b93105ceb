namespace Chat.Bench;

/// <summary>Tells the user how it goes, beside the results.</summary>
static class Progress
{
    public static void Say(string text) => Console.Error.WriteLine(text);
}
