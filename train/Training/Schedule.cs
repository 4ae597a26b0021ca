namespace Analytics.Train.Training;

/// <summary>How the learning rate goes.</summary>
internal static class Schedule
{
    /// <summary>The rate below which none falls.</summary>
    public const double Least = 1e-6;

    /// <summary>
    /// Rises in a line over the first <paramref name="warmUp"/> of the steps and falls with a cosine to <see cref="Least"/>
    /// (Loshchilov and Hutter, "SGDR", ICLR 2017).
    /// </summary>
    public static double Cosine(long step, long steps, double most, double warmUp = 0.02)
    {
        var rising = Math.Max(1, (long)(steps * warmUp));
        return step < rising
            ? most * (step + 1) / rising
            : Least + (most - Least) * (1 + Math.Cos(Math.PI * (step - rising) / Math.Max(1, steps - rising))) / 2;
    }
}
