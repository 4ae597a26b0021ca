namespace Analytics.Train.Networks;

/// <summary>What follows a convolution.</summary>
internal enum Nonlinearity
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>Learnt slopes below zero, one for each channel (He et al., "Delving deep into rectifiers", ICCV 2015).</summary>
    PRelu,

    /// <summary>
    /// x, a quarter of it below zero; unlike learnt slopes one with the convolution in ONNX Runtime, and quicker to train.
    /// </summary>
    Leaky,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid,
}
