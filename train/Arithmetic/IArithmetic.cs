namespace Analytics.Train.Arithmetic;

/// <summary>Computes what networks are made of.</summary>
internal interface IArithmetic
{
    /// <summary>The answer to a problem, and the gradients of (answer · <paramref name="pull"/>) by both of its tensors.</summary>
    /// <param name="problem">What is computed.</param>
    /// <param name="left">The left tensor, value by value.</param>
    /// <param name="right">The right tensor.</param>
    /// <param name="pull">The gradient of the answer.</param>
    Worked Work(Problem problem, float[] left, float[] right, float[] pull);
}

/// <summary>What was computed.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="LeftGradient">The gradient of the left tensor.</param>
/// <param name="RightGradient">The gradient of the right tensor.</param>
internal sealed record Worked(float[] Answer, float[] LeftGradient, float[] RightGradient);
