namespace Chat.Testing;

/// <summary>Waits for conditions instead of sleeping.</summary>
public static class Eventually
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="TimeoutException">Not within the time; the message says what was waited for.</exception>
    public static async Task BecomesTrueAsync(Func<Task<bool>> condition, string what, double seconds = 20)
    {
        var end = DateTime.UtcNow.AddSeconds(seconds);
        while (!await condition())
        {
            if (DateTime.UtcNow > end) throw new TimeoutException($"Not within {seconds} s: {what}");
            await Task.Delay(Pause);
        }
    }

    /// <inheritdoc cref="BecomesTrueAsync(Func{Task{bool}}, string, double)"/>
    public static Task BecomesTrueAsync(Func<bool> condition, string what, double seconds = 20) =>
        BecomesTrueAsync(() => Task.FromResult(condition()), what, seconds);

    /// <summary>Does it again until it succeeds.</summary>
    /// <exception cref="TimeoutException">Not within the time; with the last failure.</exception>
    public static async Task<T> SucceedsAsync<T>(Func<Task<T>> action, string what, double seconds = 60)
    {
        for (var end = DateTime.UtcNow.AddSeconds(seconds); ;)
        {
            try
            {
                return await action();
            }
            catch (Exception e)
            {
                if (DateTime.UtcNow > end) throw new TimeoutException($"Not within {seconds} s: {what}", e);
            }
            await Task.Delay(Pause);
        }
    }
}
