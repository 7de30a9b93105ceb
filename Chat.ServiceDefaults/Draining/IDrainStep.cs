namespace Chat.ServiceDefaults.Draining;

/// <summary>Work that an instance hands to others before it stops. All steps run side by side.</summary>
public interface IDrainStep
{
    /// <summary>Ends when the work is handed over; at the latest when cancelled.</summary>
    Task DrainAsync(CancellationToken cancel);
}
