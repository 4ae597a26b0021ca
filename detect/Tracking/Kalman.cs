namespace Analytics.Detect.Tracking;

/// <summary>
/// A constant-velocity Kalman filter of one quantity (Kalman 1960). The filters of SORT and ByteTrack are block-diagonal, so four of
/// these are one of theirs; process noise is that of a white acceleration.
/// </summary>
/// <param name="Position">The quantity.</param>
/// <param name="Velocity">Its change per second.</param>
/// <param name="PositionVariance">Variance of the position.</param>
/// <param name="Covariance">Of position and velocity.</param>
/// <param name="VelocityVariance">Variance of the velocity.</param>
internal readonly record struct Kalman(
    float Position, float Velocity, float PositionVariance, float Covariance, float VelocityVariance)
{
    /// <summary>A quantity seen for the first time.</summary>
    /// <param name="position">As measured.</param>
    /// <param name="deviation">Standard deviation of the measurement.</param>
    /// <param name="velocityDeviation">Standard deviation of the unknown velocity, per second.</param>
    public static Kalman Begin(float position, float deviation, float velocityDeviation) =>
        new(position, 0, deviation * deviation, 0, velocityDeviation * velocityDeviation);

    /// <summary>The state <paramref name="seconds"/> later.</summary>
    /// <param name="seconds">Time step.</param>
    /// <param name="acceleration">Standard deviation of the acceleration, per second squared.</param>
    public Kalman Predict(float seconds, float acceleration)
    {
        var q = acceleration * acceleration;
        var squared = seconds * seconds;
        return new Kalman(
            Position + seconds * Velocity,
            Velocity,
            PositionVariance + 2 * seconds * Covariance + squared * VelocityVariance + q * squared * squared / 4,
            Covariance + seconds * VelocityVariance + q * squared * seconds / 2,
            VelocityVariance + q * squared);
    }

    /// <summary>The state after a measurement of the position.</summary>
    public Kalman Update(float measured, float deviation)
    {
        var innovation = PositionVariance + deviation * deviation;
        var gain = PositionVariance / innovation;
        var velocityGain = Covariance / innovation;
        var residual = measured - Position;
        return new Kalman(
            Position + gain * residual,
            Velocity + velocityGain * residual,
            (1 - gain) * PositionVariance,
            (1 - gain) * Covariance,
            VelocityVariance - velocityGain * Covariance);
    }
}
